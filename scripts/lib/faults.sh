# shellcheck shell=bash
# The faults: what each sets in SSM, and where to look. docs/faults.md tells them at length. To be sourced.

readonly FAULTS=(pool-exhaustion slow-database connection-leak carrier-outage slow-carrier)
# shellcheck disable=SC2034  # 7-restore-normal.sh reads both
readonly NORMAL=(mysql/pool-size=10 mysql/max-overflow=20)
# shellcheck disable=SC2034
readonly SWITCHES=(fault/slow-database fault/connection-leak fault/carrier-outage fault/slow-carrier)

# Prints the NAME=VALUE pairs that introduce the fault $1.
fault_parameters() {
  case $1 in
  pool-exhaustion) echo "mysql/pool-size=1 mysql/max-overflow=0" ;;
  slow-database) echo "fault/slow-database=600" ;;
  connection-leak) echo "fault/connection-leak=10" ;;
  carrier-outage) echo "fault/carrier-outage=100" ;;
  slow-carrier) echo "fault/slow-carrier=1000" ;;
  *) die "there is no fault $1: take one of ${FAULTS[*]}" ;;
  esac
}

# Prints in one line what the fault $1 is.
fault_summary() {
  case $1 in
  pool-exhaustion) echo "one connection for everyone" ;;
  slow-database) echo "the database takes 600 ms longer over each order" ;;
  connection-leak) echo "one transaction in ten takes a connection and never gives it back" ;;
  carrier-outage) echo "the carrier refuses every booking" ;;
  slow-carrier) echo "the carrier takes a second longer over each booking" ;;
  esac
}

# Prints what to look at while the fault $1 is on.
fault_signs() {
  case $1 in
  pool-exhaustion) echo "traces: a long hikaridatasource.getconnection before a carrier.book as short as ever; answers: 503" ;;
  slow-database) echo "traces: a long SELECT inside the transaction; then getconnection grows too, and answers turn 503" ;;
  connection-leak) echo "log of delivery-api: 'Connection leak detection triggered' and the method that took it; pool: active climbs" ;;
  carrier-outage) echo "traces: carrier bookings missing, answers 502; the pool is idle" ;;
  slow-carrier) echo "traces: the second before carrier.book, then getconnection grows as well; answers: 503" ;;
  esac
}
