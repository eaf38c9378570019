# shellcheck shell=bash
# The faults, from their catalogue delivery-api/src/main/resources/faults.txt: what each sets in SSM, and where to look.
# docs/faults.md tells them at length. To be sourced.

# shellcheck disable=SC2034  # 7-restore-normal.sh reads both
readonly NORMAL=(mysql/pool-size=10 mysql/max-overflow=20)
FAULTS=() SWITCHES=()
declare -A FAULT_PARAMETERS FAULT_SUMMARY FAULT_SIGNS

# Reads the catalogue into FAULTS, SWITCHES and the three maps.
read_catalogue() {
  local name introduce limit summary signs
  while IFS='|' read -r name introduce limit _ _ _ _ summary signs; do
    read -r name <<<"$name"
    [[ -n $name && $name != \#* ]] || continue
    read -r introduce <<<"$introduce"
    read -r limit <<<"$limit"
    FAULTS+=("$name")
    if [[ $limit != - ]]; then
      SWITCHES+=("fault/$name")
      introduce=fault/$name=$introduce
    fi
    FAULT_PARAMETERS[$name]=$introduce
    read -r FAULT_SUMMARY["$name"] <<<"$summary"
    read -r FAULT_SIGNS["$name"] <<<"$signs"
  done <delivery-api/src/main/resources/faults.txt
}

# Prints the NAME=VALUE pairs that introduce the fault $1.
fault_parameters() {
  [[ -n ${FAULT_PARAMETERS[$1]:-} ]] || die "there is no fault $1: take one of ${FAULTS[*]}"
  echo "${FAULT_PARAMETERS[$1]}"
}

# Prints in one line what the fault $1 is.
fault_summary() {
  echo "${FAULT_SUMMARY[$1]}"
}

# Prints what to look at while the fault $1 is on.
fault_signs() {
  echo "${FAULT_SIGNS[$1]}"
}
