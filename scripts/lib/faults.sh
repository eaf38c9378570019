# shellcheck shell=bash
# The faults, from their catalogue delivery-api/src/main/resources/faults.txt: what each sets in SSM, and where to look.
# docs/faults.md tells them at length. To be sourced.

# shellcheck disable=SC2034  # 7-restore-normal.sh reads it
readonly NORMAL=(mysql/pool-size=10 mysql/max-overflow=20)
FAULTS=() SWITCHES=()

# Prints column $1 of the catalogue, of each fault or of the one named $2.
catalogue() {
  awk -F ' *[|] *' -v column="$1" -v name="${2:-}" '!/^#/ && NF > 1 && (name == "" || $1 == name) {print $column}' \
    delivery-api/src/main/resources/faults.txt
}

# Reads the catalogue into FAULTS, and into SWITCHES the parameters of those that have one of their own.
read_catalogue() {
  local name
  while read -r name; do
    FAULTS+=("$name")
    [[ $(catalogue 3 "$name") == - ]] || SWITCHES+=("fault/$name")
  done < <(catalogue 1)
}

# Prints the NAME=VALUE pairs that introduce the fault $1.
fault_parameters() {
  local introduce
  introduce=$(catalogue 2 "$1")
  [[ -n $1 && -n $introduce ]] || die "there is no fault $1: take one of ${FAULTS[*]}"
  [[ $introduce == *=* ]] || introduce=fault/$1=$introduce
  echo "$introduce"
}

# Prints in one line what the fault $1 is.
fault_summary() {
  catalogue 8 "$1"
}

# Prints what to look at while the fault $1 is on.
fault_signs() {
  catalogue 9 "$1"
}
