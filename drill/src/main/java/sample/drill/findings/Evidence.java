package sample.drill.findings;

import java.util.List;
import java.util.Optional;

/**
 * All that a verdict is made from.
 *
 * @param restarted the services whose process is not the one that it was before
 * @param watched empty when Signals did not answer
 * @param leakLogged what delivery-api's log says about leaked connections since the fault was introduced
 */
public record Evidence(Fault fault, Plan plan, Findings findings, Stored stored, Probes probes, List<String> restarted,
        Optional<Watched> watched, LeakLog leakLogged) {

    /** Whether Hikari's warning is in the log, if there is a log to look into. */
    public enum LeakLog {
        FOUND, NOT_FOUND, NO_LOG
    }
}
