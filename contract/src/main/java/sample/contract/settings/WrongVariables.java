package sample.contract.settings;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;

/** Ends the start when a documented variable is wrong: one line for each, and no stack trace. */
final class WrongVariables {

    private WrongVariables() {
    }

    static final class Refusal extends RuntimeException {

        Refusal(String lines) {
            super(lines);
        }
    }

    /** Runs when the log works, and before anything is made. */
    static final class Check implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            if (context.getEnvironment().getPropertySources().get(Variables.WRONG) instanceof EnumerablePropertySource<?> wrong
                    && wrong.getPropertyNames().length > 0) {
                throw new Refusal(Arrays.stream(wrong.getPropertyNames()).map(name -> String.valueOf(wrong.getProperty(name)))
                        .collect(Collectors.joining("\n")));
            }
        }
    }

    static final class Analyzer extends AbstractFailureAnalyzer<Refusal> {

        @Override
        protected FailureAnalysis analyze(Throwable failure, Refusal refusal) {
            return new FailureAnalysis(refusal.getMessage(), "Set each of these environment variables to what is said, or unset it.", refusal);
        }
    }
}
