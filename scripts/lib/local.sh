# shellcheck shell=bash
# Where the stacks of this machine listen, and how to talk to them. To be sourced.

# Prints the setting $1: the user's own, or that of the stack that runs in the folder .local/$3, or $2.
local_setting() {
  local status=${LOCAL_STATE_DIR:-.local}${3:+/$3}/status value=${!1:-}
  if [[ -z $value ]] && grep -q '^phase=ready$' "$status" 2>/dev/null; then
    value=$(sed -n "s/^setting\.$1=//p" "$status")
  fi
  printf '%s\n' "${value:-$2}"
}

# What runs on this machine is asked directly, not through a proxy.
talk_directly() {
  export no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost
}

# This machine's SSM endpoint checks no signature, so the aws command needs no profile and none of the user's files. A user who
# names another emulator in AWS_ENDPOINT_URL keeps them.
use_local_credentials() {
  if [[ -z ${AWS_ENDPOINT_URL:-} ]]; then
    unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_CA_BUNDLE AWS_USE_FIPS_ENDPOINT AWS_USE_DUALSTACK_ENDPOINT
    export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
    export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
  else
    export AWS_ACCESS_KEY_ID=${AWS_ACCESS_KEY_ID:-local} AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY:-local}
    export AWS_DEFAULT_REGION=${AWS_REGION:-us-east-1}
  fi
}
