package sample.load;

import java.util.prefs.AbstractPreferences;
import java.util.prefs.Preferences;
import java.util.prefs.PreferencesFactory;

/**
 * Keeps Gatling from asking Maven Central for a newer version of itself at every run. It has no setting for that, but
 * does not ask when its Java preferences say that it just did; these always say so, and write nothing to the disk.
 */
public final class NoUpdateCheck implements PreferencesFactory {

    static void install() {
        System.setProperty("java.util.prefs.PreferencesFactory", NoUpdateCheck.class.getName());
    }

    @Override
    public Preferences systemRoot() {
        return new JustChecked(null, "");
    }

    @Override
    public Preferences userRoot() {
        return new JustChecked(null, "");
    }

    private static final class JustChecked extends AbstractPreferences {

        JustChecked(AbstractPreferences parent, String name) {
            super(parent, name);
        }

        @Override
        protected String getSpi(String key) {
            return key.equals("lastCheckTimestamp") ? String.valueOf(Long.MAX_VALUE) : null;
        }

        @Override
        protected AbstractPreferences childSpi(String name) {
            return new JustChecked(this, name);
        }

        @Override
        protected String[] keysSpi() {
            return new String[0];
        }

        @Override
        protected String[] childrenNamesSpi() {
            return new String[0];
        }

        @Override
        protected void putSpi(String key, String value) {
        }

        @Override
        protected void removeSpi(String key) {
        }

        @Override
        protected void removeNodeSpi() {
        }

        @Override
        protected void syncSpi() {
        }

        @Override
        protected void flushSpi() {
        }
    }
}
