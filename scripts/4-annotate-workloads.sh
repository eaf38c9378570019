#!/usr/bin/env bash
# Annotates both services, so that the CloudWatch agent's operator puts the OpenTelemetry agent into their pods, starts
# them again, and proves that it is in there. Takes about 3 minutes; safe to run again.
#
# Usage: scripts/4-annotate-workloads.sh [--name NAME] [--region REGION]
#   --name, --region   which environment, if there are several
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/workloads.sh

# Prints the names of the pods of both services that lack the agent: the init container that brings it, or the option
# that starts it. An annotation alone proves nothing.
pods_without_agent() {
  kubectl --namespace "$NAMESPACE" get pods --selector 'app in (order-api, delivery-api)' --output json | jq -r '
    [.items[] | select(.metadata.deletionTimestamp == null)
     | select((any(.spec.initContainers[]?; .name | startswith("opentelemetry-auto-instrumentation"))
               and any(.spec.containers[].env[]?; .name == "JAVA_TOOL_OPTIONS" and (.value | contains("-javaagent:")))) | not)
     | .metadata.name] | join(" ")'
}

main() {
  arguments "--name= --region=" "$@"
  explain_failures
  use_environment kubectl=1.27 jq=1.6
  require_cluster
  use_running_images

  step "The annotation"
  apply_workloads k8s/eks-signals
  step "The proof: the agent is in every pod"
  local without
  without=$(pods_without_agent)
  if [[ -n $without ]]; then
    # The operator was not there yet when these pods were made.
    kubectl --namespace "$NAMESPACE" rollout restart deployment/order-api deployment/delivery-api >/dev/null
    apply_workloads k8s/eks-signals
    without=$(pods_without_agent)
  fi
  [[ -z $without ]] || die "no agent in $without: see kubectl --namespace amazon-cloudwatch logs \
deployment/amazon-cloudwatch-observability-controller-manager, and the troubleshooting in docs/eks-walkthrough.md"
  say "every pod has the init container and -javaagent in JAVA_TOOL_OPTIONS"
  printf 'Next: scripts/5-generate-load.sh\n'
}

main "$@"
