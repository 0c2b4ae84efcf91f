package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Preview;
import java.time.Duration;

/** The reply to {@link Pruner.GetPreview}. */
public sealed interface PreviewReply {
    /** How long after its request a preview is answered at the latest, whatever the host does. */
    Duration LATEST = StepRunner.PREVIEW_LIMIT.plus(StepRunner.END_GRACE);

    /** What a run would do now. */
    record Ready(Preview preview) implements PreviewReply {}

    /**
     * The host could not be asked, or is no host that would be pruned.
     *
     * @param outcome how a run would have ended; never {@link Outcome.Succeeded}
     */
    record NotPossible(Outcome outcome) implements PreviewReply {}

    /** Nothing was asked. */
    enum NotNow implements PreviewReply {
        /** A run is in progress, or began before the preview was ready. */
        RUNNING,
        /** Another preview of this host is. */
        PREVIEWING,
        /** The host is switched off by the settings. */
        DISABLED
    }
}
