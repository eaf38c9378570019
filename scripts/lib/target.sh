# shellcheck shell=bash
# The one place that knows where the services and their parameters are: on this machine (--local). To be sourced, after
# java.sh, from the project's root.

# shellcheck disable=SC2034  # the scripts that source this read it
readonly ENVIRONMENT=${ENVIRONMENT_NAME:-java-sample-app}

# Sets the target that the arguments name, or ends.
use_target() {
  [[ $1 == --local ]] || die "say where: --local is the only target so far (see --help)"
  DELIVERY_URL=http://127.0.0.1:${DELIVERY_API_PORT:-5000}/api/delivery
  SSM_URL=${AWS_ENDPOINT_URL:-http://127.0.0.1:${AWS_ENDPOINT_PORT:-4566}}
  export AWS_ACCESS_KEY_ID=${AWS_ACCESS_KEY_ID:-local} AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY:-local}
  export AWS_DEFAULT_REGION=${AWS_REGION:-us-east-1}
  curl --silent --output /dev/null --max-time 5 "$DELIVERY_URL/health" ||
    die "delivery-api does not answer on $DELIVERY_URL: start it with scripts/local-up.sh"
}

# Prints what delivery-api says of its pool and parameters, as one line of JSON.
config() {
  curl --silent --fail --max-time 5 "$DELIVERY_URL/config" || die "delivery-api does not answer on $DELIVERY_URL/config"
}

# Prints the number in force of the parameter $1, which is given without the environment: mysql/pool-size.
in_force() {
  local json
  json=$(config)
  sed -n 's#.*"name":"/'"$ENVIRONMENT/$1"'","value":\([0-9]*\).*#\1#p' <<<"$json"
}

# Sets the parameter $1 to $2.
put_parameter() {
  if command -v aws >/dev/null; then
    aws ssm put-parameter --endpoint-url "$SSM_URL" --name "/$ENVIRONMENT/$1" --value "$2" --type String --overwrite \
      >/dev/null || die "SSM did not take /$ENVIRONMENT/$1=$2: see the message above"
  else
    ssm PutParameter "{\"Name\":\"/$ENVIRONMENT/$1\",\"Value\":\"$2\",\"Type\":\"String\",\"Overwrite\":true}"
  fi
}

# Deletes the parameters $@; those that do not exist are no error.
delete_parameters() {
  local names=("${@/#//$ENVIRONMENT/}") json
  if command -v aws >/dev/null; then
    aws ssm delete-parameters --endpoint-url "$SSM_URL" --names "${names[@]}" >/dev/null ||
      die "SSM did not delete ${names[*]}: see the message above"
  else
    json=$(printf ',"%s"' "${names[@]}")
    ssm DeleteParameters "{\"Names\":[${json:1}]}"
  fi
}

# Calls SSM's operation $1 with the JSON $2, for a machine without the aws command. Only an endpoint that checks no
# signature, as the laptop stack's, takes this.
ssm() {
  curl --silent --fail --output /dev/null --max-time 10 -X POST "$SSM_URL" -H "X-Amz-Target: AmazonSSM.$1" \
    -H 'Content-Type: application/x-amz-json-1.1' -d "$2" || die "SSM did not answer $1 on $SSM_URL"
}

# Waits until every NAME=VALUE of $@ is in force in the running service, and prints how long that took.
await_in_force() {
  local begin=$SECONDS pair name value
  for pair in "$@"; do
    name=${pair%%=*}
    while value=$(in_force "$name") && [[ $value != "${pair#*=}" ]]; do
      ((SECONDS - begin < 60)) || die "/$ENVIRONMENT/$name is still $value after 60 s: see ssm in $DELIVERY_URL/config"
      sleep 0.25
    done
    [[ -n $value ]] || die "the service does not follow /$ENVIRONMENT/$name: see $DELIVERY_URL/config"
  done
  printf 'In force in the running service after %d s.\n' "$((SECONDS - begin))"
}

# Prints NAME=VALUE as it is in force for every NAME=... of $@, on one line.
show_in_force() {
  local pair
  for pair in "$@"; do
    printf '%s=%s ' "${pair%%=*}" "$(in_force "${pair%%=*}")"
  done
  printf '\n'
}
