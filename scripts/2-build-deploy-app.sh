#!/usr/bin/env bash
# Builds the images of both services and of the load generator, pushes them to ECR, and runs the services in the cluster.
# Takes about 8 minutes the first time; run it again after every change. Adds a load balancer to the bill, and a few
# cents a month for the images.
#
# Usage: scripts/2-build-deploy-app.sh [--skip-build | --platform linux/amd64] [--dry-run] [--name NAME] [--region REGION]
#   --skip-build   deploy the images that were pushed for this commit before
#   --platform     linux/amd64 as the nodes are, linux/arm64, or linux/amd64,linux/arm64
#   --dry-run      say what would be made, and stop
#   --name, --region   which environment, if there are several
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/java.sh
. scripts/lib/workloads.sh

build_images() {
  local platform=$1 image
  build_if_stale order-api delivery-api load
  # The password goes from one program to the other, and through no argument.
  aws ecr get-login-password | docker login --username AWS --password-stdin "$IMAGE_REGISTRY" >/dev/null
  for image in order-api delivery-api load; do
    live "image $image:$IMAGE_TAG" build_image "$image" "$platform"
  done
}

build_image() {
  local file=docker/Dockerfile.service
  [[ $1 != load ]] || file=docker/Dockerfile.load
  docker buildx build --platform "$2" --file "$file" --build-arg "SERVICE=$1" --tag "$IMAGE_REGISTRY/$NAME/$1:$IMAGE_TAG" --push .
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
  arguments "--skip-build --platform= --dry-run --name= --region=" "$@"
  [[ -z $SKIP_BUILD || -z $PLATFORM ]] || die "--platform does not go with --skip-build (see --help)"
  local platform=${PLATFORM:-linux/amd64} annotation host
  [[ $platform =~ ^linux/(amd64|arm64)(,linux/(amd64|arm64))?$ ]] || die "--platform $platform: linux/amd64, linux/arm64 or both"
  explain_failures
  use_environment kubectl=1.27 docker=20.10 jq=1.6 git curl
  require_cluster
  use_image_tag
  [[ -n $SKIP_BUILD ]] || printf 'Will push: the images order-api, delivery-api and load, tagged %s\n' "$IMAGE_TAG"
  printf 'Will make or update: everything in the namespace %s, a load balancer\n' "$NAMESPACE"
  end_dry_run

  if [[ -z $SKIP_BUILD ]]; then
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
