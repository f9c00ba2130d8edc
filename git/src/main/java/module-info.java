/** Git repositories: refs, objects, fetch, push and maintenance. The only user of JGit. */
module io.slipway.git {
    requires static transitive org.jspecify;
    requires transitive io.slipway.tree;
    requires org.apache.commons.compress;
    requires org.eclipse.jgit;
    requires org.slf4j;

    exports io.slipway.git.object;
    exports io.slipway.git.ref;
    exports io.slipway.git.repository;
    exports io.slipway.git.transport;
    exports io.slipway.git.maintenance;
    exports io.slipway.git.lfs;
}
