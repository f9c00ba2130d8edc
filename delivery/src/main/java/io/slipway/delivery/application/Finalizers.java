package io.slipway.delivery.application;

import java.util.ArrayList;
import java.util.List;

/** The finalizers of applications that mean something here (spec gitops-engine-lifecycle D1). */
public final class Finalizers {

    /** The objects of the application go with it. */
    public static final String RESOURCES = "resources-finalizer.argocd.argoproj.io";

    private Finalizers() {}

    /** Whether it makes the objects go with the application. */
    public static boolean isCascade(String finalizer) {
        return finalizer.equals(RESOURCES)
                || finalizer.equals(RESOURCES + "/foreground")
                || finalizer.equals(RESOURCES + "/background");
    }

    /** Whether it is one of ours. */
    public static boolean isOurs(String finalizer) {
        return isCascade(finalizer)
                || finalizer.startsWith("pre-delete-finalizer.argocd.argoproj.io")
                || finalizer.startsWith("post-delete-finalizer.argocd.argoproj.io");
    }

    /** The finalizers that a deletion is begun with. */
    static List<String> forDeletion(List<String> now, Cascade cascade) {
        var result = new ArrayList<>(now);
        switch (cascade) {
            case NONE -> result.removeIf(Finalizers::isCascade);
            case DEFAULT -> {
                if (result.stream().noneMatch(Finalizers::isCascade)) {
                    result.add(RESOURCES);
                }
            }
            case FOREGROUND -> addIfMissing(result, RESOURCES + "/foreground");
            case BACKGROUND -> addIfMissing(result, RESOURCES + "/background");
        }
        return List.copyOf(result);
    }

    private static void addIfMissing(List<String> list, String finalizer) {
        if (!list.contains(finalizer)) {
            list.removeIf(Finalizers::isCascade);
            list.add(finalizer);
        }
    }

    /** What happens to the objects of an application that is deleted. */
    public enum Cascade {
        /** They stay. */
        NONE,
        /** As the finalizers say, foreground when they say nothing. */
        DEFAULT,
        FOREGROUND,
        BACKGROUND
    }
}
