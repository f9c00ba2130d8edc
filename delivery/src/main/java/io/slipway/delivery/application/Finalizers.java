package io.slipway.delivery.application;

import java.util.ArrayList;
import java.util.List;

/** The finalizers of applications that mean something here (spec gitops-engine-lifecycle D1). */
public final class Finalizers {

    /** The objects of the application go with it. */
    public static final String RESOURCES = "resources-finalizer.argocd.argoproj.io";

    /** Hooks run before the objects go. */
    public static final String PRE_DELETE = "pre-delete-finalizer.argocd.argoproj.io";

    /** Hooks run after the objects went. */
    public static final String POST_DELETE = "post-delete-finalizer.argocd.argoproj.io";

    /** Behind one of the two: the hooks' own objects go. */
    public static final String CLEANUP = "/cleanup";

    private Finalizers() {}

    /** With the finalizers of deletion hooks exactly when there are such hooks. */
    public static List<String> forHooks(List<String> now, boolean before, boolean after) {
        var result = new ArrayList<>(now);
        keep(result, PRE_DELETE, before);
        keep(result, POST_DELETE, after);
        return List.copyOf(result);
    }

    private static void keep(List<String> list, String finalizer, boolean wanted) {
        for (var name : List.of(finalizer, finalizer + CLEANUP)) {
            if (!wanted) {
                list.remove(name);
            } else if (!list.contains(name)) {
                list.add(name);
            }
        }
    }

    /** Whether it makes the objects go with the application. */
    public static boolean isCascade(String finalizer) {
        return finalizer.equals(RESOURCES)
                || finalizer.equals(RESOURCES + "/foreground")
                || finalizer.equals(RESOURCES + "/background");
    }

    /** Whether it is one of ours. */
    public static boolean isOurs(String finalizer) {
        return isCascade(finalizer)
                || finalizer.startsWith(PRE_DELETE)
                || finalizer.startsWith(POST_DELETE);
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
