# shellcheck shell=bash
# The services in the cluster. To be sourced after aws.sh.

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
  local service
  # shellcheck disable=SC2034  # fill reads it
  MYSQL_HOST=$(aws rds describe-db-instances --db-instance-identifier "$NAME" \
    --query 'DBInstances[0].Endpoint.Address' --output text)
  kubectl kustomize "$1" | fill | kubectl apply --server-side --force-conflicts --filename - >/dev/null
  for service in delivery-api order-api; do
    live "pods of $service" kubectl --namespace "$NAMESPACE" rollout status "deployment/$service" --timeout 10m
  done
}

# Prints the field $1 of the deployment order-api, or nothing where it is not deployed.
deployed() {
  kubectl --namespace "$NAMESPACE" get deployment order-api --ignore-not-found --output "jsonpath={.spec.template.$1}"
}

# Prints the tag of the image that runs, or nothing.
running_tag() {
  deployed 'spec.containers[0].image' | sed 's/.*://'
}
