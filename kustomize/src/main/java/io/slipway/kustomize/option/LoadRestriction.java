package io.slipway.kustomize.option;

/** Which files a kustomization may read. Bases and components may stand anywhere in the tree. */
public enum LoadRestriction {
    /** Only files in or below the directory of the kustomization that names them. The default. */
    ROOT_ONLY,
    /** Any file of the tree. Never applies inside remote roots. */
    NONE
}
