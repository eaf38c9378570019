#!/usr/bin/env bash
# Builds the images of both services and of the load generator, pushes them to ECR, and runs the services in the cluster.
# Takes about 8 minutes the first time; run it again after every change. Adds a load balancer to the bill, and a few
# cents a month for the images.
#
# Usage: scripts/2-build-deploy-app.sh [--platform linux/amd64 | --skip-build | --image-registry REGISTRY] [--dry-run]
#          [--name NAME] [--region REGION]
#   --platform     linux/amd64 as the nodes are, linux/arm64, or linux/amd64,linux/arm64
#   --skip-build   deploy the images that were pushed for this commit before
#   --image-registry   deploy the images of a release, such as ghcr.io/OWNER/REPOSITORY: those of the tag v... that is checked out
#   --dry-run      say what would be made, and stop
#   --name, --region   which environment, if there are several
#
# Without --image-registry and --skip-build it needs Docker with buildx, and neither a JDK nor Maven.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/workloads.sh

build_images() {
  local platform=$1 image
  # The password goes from one program to the other, and through no argument.
  aws ecr get-login-password | docker login --username AWS --password-stdin "${IMAGE_REGISTRY%%/*}" >/dev/null
  for image in order-api delivery-api load; do
    with_progress "image $image:$IMAGE_TAG" build_image "$image" "$platform"
  done
}

build_image() {
  local archive=no
  # A start in the image makes the archive of classes. What this machine only emulates would take long, and be none of the node's.
  [[ $2 != "linux/$(machine)" ]] || archive=yes
  docker buildx build --platform "$2" --file docker/Dockerfile --build-arg "SERVICE=$1" --build-arg "ARCHIVE=$archive" \
    --tag "$IMAGE_REGISTRY/$1:$IMAGE_TAG" --push .
}

# Prints Docker's name of this machine's processor.
machine() {
  uname -m | sed -e 's/x86_64/amd64/' -e 's/aarch64/arm64/'
}

# Takes the images that the release of this checkout has in the registry $1.
use_release() {
  IMAGE_TAG=$(git describe --tags --exact-match --match 'v*' --dirty 2>/dev/null) ||
    die "--image-registry deploys a release, and what is checked out is none: git checkout v..."
  [[ $IMAGE_TAG != *-dirty ]] || die "--image-registry deploys ${IMAGE_TAG%-dirty}, and files were changed since: see git status"
  # shellcheck disable=SC2034  # fill_placeholders reads it
  IMAGE_REGISTRY=$1
}

# From Secrets Manager into a Secret of the cluster, through pipes alone.
copy_password() {
  settle namespace "namespace $NAMESPACE" 600 namespace_phase # script 8 may have left it going
  kubectl create namespace "$NAMESPACE" --dry-run=client --output yaml | kubectl apply --server-side --filename - >/dev/null
  aws secretsmanager get-secret-value --secret-id "$NAME/mysql" --query SecretString --output text |
    jq '{apiVersion: "v1", kind: "Secret", metadata: {name: "mysql", namespace: "'"$NAMESPACE"'"},
         stringData: {password: .password}}' |
    kubectl apply --server-side --force-conflicts --filename - >/dev/null
}

order_api_host() {
  kubectl --namespace "$NAMESPACE" get service order-api --output 'jsonpath={.status.loadBalancer.ingress[0].hostname}'
}

load_balancer() {
  local host
  host=$(order_api_host)
  echo "${host:+made}"
}

answers() {
  curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "http://$1/api/orders/ready" || true
}

main() {
  arguments "--platform= --skip-build --image-registry= --dry-run --name= --region=" "$@"
  [[ -z $SKIP_BUILD || -z $PLATFORM ]] || die "--platform does not go with --skip-build (see --help)"
  [[ -z $IMAGE_REGISTRY || -z $PLATFORM$SKIP_BUILD ]] ||
    die "--image-registry goes with neither --platform nor --skip-build (see --help)"
  [[ $IMAGE_REGISTRY =~ ^([a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+)?$ ]] ||
    die "--image-registry $IMAGE_REGISTRY: small letters, like ghcr.io/owner/repository, without a tag"
  local release=$IMAGE_REGISTRY platform=${PLATFORM:-linux/amd64} build="" annotation host
  [[ $platform =~ ^linux/(amd64|arm64)(,linux/(amd64|arm64))?$ ]] || die "--platform $platform: linux/amd64, linux/arm64 or both"
  [[ -n $SKIP_BUILD$release ]] || build=true
  explain_failures
  use_environment kubectl=1.27 ${build:+docker=20.10} jq=1.6 git curl
  require_cluster
  if [[ -n $release ]]; then
    use_release "$release"
  else
    use_image_tag
  fi
  [[ -z $build ]] || printf 'Will push: the images order-api, delivery-api and load, tagged %s\n' "$IMAGE_TAG"
  [[ -z $release ]] || printf 'Will use: %s/order-api, delivery-api and load, tagged %s\n' "$release" "$IMAGE_TAG"
  printf 'Will make or update: everything in the namespace %s, a load balancer\n' "$NAMESPACE"
  end_dry_run

  if [[ -n $build ]]; then
    step "The images, tagged $IMAGE_TAG"
    build_images "$platform"
  fi
  step "The database's password"
  copy_password
  step "The services"
  annotation=$(deployed "metadata.annotations.instrumentation\.opentelemetry\.io/inject-java")
  apply_workloads "k8s/eks${annotation:+-signals}" # what scripts/4-annotate-workloads.sh did stays
  step "The way in"
  await "load balancer" 600 made load_balancer
  host=$(order_api_host)
  await "http://$host" 600 200 answers "$host"
  cat <<END
order-api answers at http://$host. Post an order:

curl -s -X POST http://$host/api/orders -H 'Content-Type: application/json' -d '{
  "customer_name": "John Doe",
  "items": [{"product_id": "456", "quantity": 1, "price": 29.99}],
  "shipping_address": "123 Main St"
}'

Next: scripts/3-setup-cloudwatch-agent.sh
END
}

main "$@"
