#!/usr/bin/env bats
# What a release is made of: the workflow, the images, and what keeps their versions. Reads files alone.

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
}

@test "each action is pinned by its digest, with the version behind it" {
  [ "$(grep -h 'uses:' .github/workflows/*.yml | wc -l)" -gt 10 ]
  run grep -nE 'uses:' .github/workflows/*.yml
  ! grep -vE 'uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$' <<<"$output"
}

@test "the images of a release are those that the manifests and compose.yaml run" {
  local wanted released
  wanted=$({
    sed -nE 's|.*\$\{IMAGE_REGISTRY\}/([a-z-]+).*|\1|p' k8s/eks/kustomization.yaml k8s/load/load.yaml
    sed -nE 's|.*SERVICE: ([a-z-]+).*|\1|p' docker/compose.yaml
  } | sort -u | xargs)
  released=$(sed -nE 's/^ +image: \[(.*)\]/\1/p' .github/workflows/release.yml | tr -d , | tr ' ' '\n' | sort | xargs)
  [ "$wanted" = "delivery-api load order-api signals" ]
  [ "$released" = "$wanted" ]
  for image in $wanted; do
    grep -q " AS $image\$" docker/Dockerfile
    grep -q "for image in .*\b$image\b" .github/workflows/release.yml
  done
}

@test "a release is built on both platforms, with provenance and a list of contents" {
  grep -q 'platform: \[amd64, arm64\]' .github/workflows/release.yml
  grep -q 'provenance: mode=max' .github/workflows/release.yml
  grep -q 'sbom: true' .github/workflows/release.yml
  # Nothing of the images names a platform.
  ! grep -niE 'amd64|arm64|x86_64|aarch64' docker/Dockerfile docker/compose.yaml
}

@test "each pattern by which Renovate looks for a version still finds one" {
  python3 - <<'PYTHON'
import json, re, subprocess
files = subprocess.check_output(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], text=True).split("\0")
managers = json.load(open("renovate.json"))["customManagers"]
assert managers
for manager in managers:
    found = {name for pattern in manager["managerFilePatterns"] for name in files if name and re.search(pattern[1:-1], name)}
    assert found, manager["description"]
    text = "".join(open(name).read() for name in found)
    for pattern in manager["matchStrings"]:
        assert re.search(pattern.replace("(?<", "(?P<"), text), (manager["description"], pattern)
PYTHON
}
