package sample.deliveryapi.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import sample.contract.settings.Variables;
import sample.deliveryapi.ssm.LiveNumber;
import sample.deliveryapi.ssm.ParameterFollower;

/** Shows the pool as it runs beside what SSM said about it. */
@RestController
class ConfigController {

    /**
     * The running pool, as Hikari counts it.
     *
     * @param maximum the most connections it opens
     * @param minimumIdle how many it keeps open
     * @param pending requests that wait for a connection
     * @param connectionTimeoutMs the most a request waits before it is refused
     */
    record Pool(int maximum, int minimumIdle, int total, int active, int idle, int pending, long connectionTimeoutMs) {
    }

    /**
     * What can be changed while the service runs, and what was set at its start.
     *
     * @param source {@code ssm} when the pool's size was read there, otherwise {@code default}
     * @param parameters the pool's size, and the faults, each with the number in force: a fault above 0 is on
     * @param settings the environment variables that README documents, each with the value in force and where it comes from; no password
     */
    record Config(Pool pool, LiveNumber.Source source, List<LiveNumber.State> parameters, ParameterFollower.State ssm,
            List<Variables.Setting> settings) {
    }

    private final HikariDataSource pool;
    private final PoolSizing sizing;
    private final ParameterFollower ssm;
    private final List<Variables.Setting> settings;

    ConfigController(HikariDataSource pool, PoolSizing sizing, ParameterFollower ssm, ConfigurableEnvironment environment) {
        this.pool = pool;
        this.sizing = sizing;
        this.ssm = ssm;
        this.settings = Variables.inForce(environment);
    }

    @GetMapping("/api/delivery/config")
    Config config() {
        return new Config(runningPool(), sizing.source(), ssm.numbers(), ssm.state(), settings);
    }

    private Pool runningPool() {
        return new Pool(pool.getMaximumPoolSize(), pool.getMinimumIdle(),
                count(HikariPoolMXBean::getTotalConnections), count(HikariPoolMXBean::getActiveConnections),
                count(HikariPoolMXBean::getIdleConnections), count(HikariPoolMXBean::getThreadsAwaitingConnection),
                pool.getConnectionTimeout());
    }

    /** 0 until the pool has been opened, which waits for the database. */
    private int count(ToIntFunction<HikariPoolMXBean> of) {
        return Optional.ofNullable(pool.getHikariPoolMXBean()).map(of::applyAsInt).orElse(0);
    }
}
