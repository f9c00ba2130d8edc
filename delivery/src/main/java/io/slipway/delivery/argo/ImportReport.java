package io.slipway.delivery.argo;

import java.util.List;
import java.util.Optional;

/**
 * What came of an import, or would.
 *
 * @param applications by name
 * @param policy of the project, when it was asked for
 */
public record ImportReport(List<Item> applications, Optional<Item> policy) {

    public ImportReport {
        applications = List.copyOf(applications);
    }

    /** How far an object came. */
    public enum Outcome {
        /** It can come, and was only looked at. */
        READY,
        /** It is here now. */
        IMPORTED,
        /** The very same is here already. */
        UNCHANGED,
        /** It cannot come; the problems say why. */
        REFUSED;

        static Outcome of(boolean dryRun) {
            return dryRun ? READY : IMPORTED;
        }
    }

    /**
     * One object.
     *
     * @param argoProject its project there
     * @param destination cluster and namespace here, of applications
     * @param sources URLs of repositories here, of applications
     * @param objects how many Argo CD counts in it
     * @param released whether Argo CD leaves it alone now
     * @param problems why it cannot come
     * @param notes what is different from before, and what is left to do
     */
    public record Item(
            String name,
            String argoProject,
            Outcome outcome,
            String destination,
            List<String> sources,
            int objects,
            boolean released,
            List<String> problems,
            List<String> notes) {

        public Item {
            sources = List.copyOf(sources);
            problems = List.copyOf(problems);
            notes = List.copyOf(notes);
        }
    }
}
