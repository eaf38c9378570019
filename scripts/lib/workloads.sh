# shellcheck shell=bash
# The services in the cluster. To be sourced after states.sh and aws.sh.

# Sets IMAGE_TAG: the commit, and what sets the working tree apart from it. Changed files get a tag of their own, or
# nodes would go on with the image that they have under the old one.
use_image_tag() {
  local changes
  IMAGE_TAG=$(git rev-parse --short=12 HEAD)
  changes=$(git status --porcelain)
  [[ -z $changes ]] || IMAGE_TAG+=-$( (git diff HEAD && git status --porcelain) | git hash-object --stdin | cut -c 1-8)
}

# Applies the manifests of the overlay $1 (k8s/eks, or k8s/eks-signals with the agent's annotation) and waits for the pods.
apply_workloads() {
  # shellcheck disable=SC2034  # fill_placeholders reads both
  MYSQL_HOST=$(aws rds describe-db-instances --db-instance-identifier "$NAME" \
    --query 'DBInstances[0].Endpoint.Address' --output text)
  # shellcheck disable=SC2034
  SECRET_VERSION=$(aws secretsmanager get-secret-value --secret-id "$NAME/mysql" --query VersionId --output text)
  apply_and_follow "$1" delivery-api order-api
}

# Applies the manifests of the overlay $1 and waits for the pods of the deployments $2... A rollout that gave up begins again.
apply_and_follow() {
  local overlay=$1 deployment state stalled=()
  shift
  settle namespace "namespace $NAMESPACE" 600 namespace_phase
  for deployment in "$@"; do
    state=$(rollout_state "$NAMESPACE" "$deployment")
    [[ $(plan rollout "$state") != repair ]] || stalled+=("deployment/$deployment")
  done
  manifests "$overlay" | kubectl apply --server-side --force-conflicts --filename - >/dev/null
  ((${#stalled[@]} == 0)) || kubectl --namespace "$NAMESPACE" rollout restart "${stalled[@]}" >/dev/null
  for deployment in "$@"; do
    with_progress "pods of $deployment" kubectl --namespace "$NAMESPACE" rollout status "deployment/$deployment" --timeout 10m
  done
}

# Prints the manifests of the overlay $1. The placeholders are filled before kustomize sees them: it makes a ConfigMap's name
# of its values, and a new name makes new pods.
manifests() {
  local folder file
  folder=$(mktemp -d)
  cp -R k8s "$folder"
  while read -r file; do
    fill_placeholders <"$file" >"$folder/$file"
  done < <(find k8s -name '*.yaml')
  kubectl kustomize "$folder/$1"
  rm -r "$folder"
}

namespace_phase() {
  kubectl get namespace "$NAMESPACE" --ignore-not-found --output 'jsonpath={.status.phase}'
}

# Prints how the rollout of the deployment $2 in the namespace $1 goes, in Kubernetes' words, or nothing.
rollout_state() {
  kubectl --namespace "$1" get deployment "$2" --ignore-not-found \
    --output 'jsonpath={.status.conditions[?(@.type=="Progressing")].reason}'
}

# Prints the field $1 of the deployment order-api, or nothing where it is not deployed.
deployed() {
  kubectl --namespace "$NAMESPACE" get deployment order-api --ignore-not-found --output "jsonpath={.spec.template.$1}"
}

# Sets IMAGE_REGISTRY and IMAGE_TAG to those of the images that run, and ends where none do.
use_running_images() {
  local image
  image=$(deployed 'spec.containers[0].image')
  [[ -n $image ]] || die "the services are not deployed: scripts/2-build-deploy-app.sh"
  # shellcheck disable=SC2034  # fill_placeholders reads both
  IMAGE_REGISTRY=${image%/order-api:*} IMAGE_TAG=${image##*:}
}
