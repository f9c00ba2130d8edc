package io.slipway.delivery.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.git.ref.RefName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec gitops-engine-automation A9.4, V10: which revisions a moved ref concerns. */
class FollowersTest {

    private static final RefName HEAD = RefName.branch("main");

    @ParameterizedTest
    @CsvSource({
        "'', refs/heads/main, true",
        "HEAD, refs/heads/main, true",
        "HEAD, refs/heads/other, false",
        "main, refs/heads/main, true",
        "refs/heads/main, refs/heads/main, true",
        "main, refs/tags/main, true",
        "release/1, refs/heads/release/1, true",
        "1, refs/heads/release/1, false",
        "v1.4.2, refs/tags/v1.4.2, true",
        "refs/tags/v1.4.2, refs/tags/v1.4.2, true",
        "1.4.*, refs/tags/1.4.2, true",
        "'>=1.0.0 <2.0.0', refs/tags/1.4.2, true",
        "1.4.*, refs/heads/1.4.2, false",
        "0123456789012345678901234567890123456789, refs/heads/main, false",
        "0123456789012345678901234567890123456789, refs/tags/v1, false",
    })
    void aRevisionFollowsTheRefsThatItMayMean(String revision, String ref, boolean follows) {
        assertThat(Followers.follows(revision, new RefName(ref), HEAD)).isEqualTo(follows);
    }
}
