# shellcheck shell=bash
# The one place that knows where the services and their parameters are: on this machine (--local), or in the cluster of an
# environment on AWS. To be sourced after script.sh, aws.sh and local.sh.

# Finds the delivery-api processes: DELIVERY_URLS. SSM_URL is where SSM is, or empty for AWS itself.
find_services() {
  if [[ -n $LOCAL ]]; then
    NAME=$(local_setting ENVIRONMENT_NAME java-sample-app)
    DELIVERY_URLS=("http://127.0.0.1:$(local_setting DELIVERY_API_PORT 5000)/api/delivery")
    SSM_URL=$(local_setting AWS_ENDPOINT_URL "http://127.0.0.1:$(local_setting AWS_ENDPOINT_PORT 4566)")
    use_local_credentials
    talk_directly
    command -v curl >/dev/null || die "curl was not found: install it and run this again"
    curl --silent --output /dev/null --max-time 5 "${DELIVERY_URLS[0]}/health" ||
      die "delivery-api does not answer on ${DELIVERY_URLS[0]}: start it with scripts/local-up.sh"
  else
    explain_failures
    use_environment kubectl=1.27 curl jq=1.6
    require_cluster
    SSM_URL=""
    forward_pods
  fi
}

# Opens a way to every delivery-api pod that is ready and stays: those that stop are gone a moment later. Its network
# policy lets nobody but order-api in; what kubectl forwards arrives inside the pod.
forward_pods() {
  local pod pods log
  stop_jobs
  trap stop_jobs EXIT
  DELIVERY_URLS=()
  pods=$(kubectl --namespace "$NAMESPACE" get pods --selector app=delivery-api --output json | jq -r '
    .items[] | select(.metadata.deletionTimestamp == null)
    | select(any(.status.conditions[]?; .type == "Ready" and .status == "True")) | "pod/" + .metadata.name')
  [[ -n $pods ]] ||
    die "no delivery-api pod is ready: see kubectl --namespace $NAMESPACE get pods, or run scripts/2-build-deploy-app.sh"
  for pod in $pods; do
    log=$(mktemp)
    kubectl --namespace "$NAMESPACE" port-forward "$pod" :5000 >"$log" 2>&1 &
    await "a way to $pod" 30 ready forwarded "$log" $!
    DELIVERY_URLS+=("http://$(grep -oE -m 1 '127\.0\.0\.1:[0-9]+' "$log")/api/delivery")
    rm "$log"
  done
}

forwarded() {
  if grep -q '127\.0\.0\.1:' "$1"; then
    echo ready
  elif ! kill -0 "$2" 2>/dev/null; then
    echo "FAILED: $(tail -n 1 "$1")"
  fi
}

# Prints what each delivery-api says of its pool and parameters, one line of JSON each.
config() {
  local url
  for url in "${DELIVERY_URLS[@]}"; do
    curl --silent --fail --max-time 5 "$url/config" || die "delivery-api does not answer on $url/config"
    echo
  done
}

# Prints the number in force of the parameter $1, which is given without the environment: mysql/pool-size. Where the
# services differ, it prints each number once.
in_force() {
  local json
  json=$(config)
  sed -n 's#.*"name":"/'"$NAME/$1"'","value":\([0-9]*\).*#\1#p' <<<"$json" | sort -un | paste -sd, -
}

aws_ssm() {
  aws ssm "$@" ${SSM_URL:+--endpoint-url "$SSM_URL"} >/dev/null
}

# Sets the parameter $1 to $2.
put_parameter() {
  if without_aws; then
    ssm PutParameter "{\"Name\":\"/$NAME/$1\",\"Value\":\"$2\",\"Type\":\"String\",\"Overwrite\":true}"
  else
    aws_ssm put-parameter --name "/$NAME/$1" --value "$2" --type String --overwrite ||
      die "SSM did not take /$NAME/$1=$2: see the message above"
  fi
}

# Deletes the parameters $@; those that do not exist are no error.
delete_parameters() {
  local names=("${@/#//$NAME/}") json
  if without_aws; then
    json=$(printf ',"%s"' "${names[@]}")
    ssm DeleteParameters "{\"Names\":[${json:1}]}"
  else
    aws_ssm delete-parameters --names "${names[@]}" || die "SSM did not delete ${names[*]}: see the message above"
  fi
}

# A laptop need not have the aws command. Its SSM endpoint checks no signature, so curl will do.
without_aws() {
  [[ -n $LOCAL ]] && ! command -v aws >/dev/null
}

ssm() {
  curl --silent --fail --output /dev/null --max-time 10 -X POST "$SSM_URL" -H "X-Amz-Target: AmazonSSM.$1" \
    -H 'Content-Type: application/x-amz-json-1.1' -d "$2" || die "SSM did not answer $1 on $SSM_URL"
}

# Waits until every NAME=VALUE of $@ is in force in every running service, and prints how long that took.
await_in_force() {
  local begin=$SECONDS pair is
  for pair in "$@"; do
    is=$(in_force "${pair%%=*}")
    [[ -n $is ]] || die "the service does not follow /$NAME/${pair%%=*}: see ${DELIVERY_URLS[0]}/config"
    POLL_SECONDS=${POLL_SECONDS:-0.25} await "/$NAME/${pair%%=*}" 60 "${pair#*=}" in_force "${pair%%=*}"
  done
  printf 'In force in the running service after %d s.\n' "$((SECONDS - begin))"
}

# Restarts the pods. Services that read their settings only at the start need it.
restart_pods() {
  kubectl --namespace "$NAMESPACE" rollout restart deployment/delivery-api
  with_progress "new pods" kubectl --namespace "$NAMESPACE" rollout status deployment/delivery-api --timeout 5m
  forward_pods
}

# Prints NAME=VALUE as it is in force for every NAME=... of $@, on one line.
show_in_force() {
  local pair
  for pair in "$@"; do
    printf '%s=%s ' "${pair%%=*}" "$(in_force "${pair%%=*}")"
  done
  printf '\n'
}
