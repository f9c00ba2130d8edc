package io.slipway.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.engine.cluster.ClusterException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Kubeconfigs and tokens: which are taken, and why the others are not. */
class CredentialsTest {

    private static final String TWO =
            """
            apiVersion: v1
            kind: Config
            current-context: one
            clusters:
            - {name: c1, cluster: {server: "https://one.example.org:6443"}}
            - {name: c2, cluster: {server: "https://two.example.org/prefix/"}}
            contexts:
            - {name: one, context: {cluster: c1, user: u1}}
            - {name: two, context: {cluster: c2, user: u2}}
            users:
            - {name: u1, user: {token: t1}}
            - {name: u2, user: {username: ada, password: lovelace}}
            """;

    private static io.fabric8.kubernetes.client.Config config(
            String text, String context, boolean trusted) {
        return Credentials.config(
                new ClusterConnection.Kubeconfig(
                        text, Optional.of(context).filter(c -> !c.isEmpty()), trusted),
                KubernetesSettings.defaults());
    }

    @Test
    void currentContextIsTaken() {
        var config = config(TWO, "", false);
        assertThat(config.getMasterUrl()).isEqualTo("https://one.example.org:6443/");
        assertThat(config.getAutoOAuthToken()).isEqualTo("t1");
    }

    @Test
    void namedContextIsTaken() {
        var config = config(TWO, "two", false);
        assertThat(config.getMasterUrl()).isEqualTo("https://two.example.org/prefix/");
        assertThat(config.getUsername()).isEqualTo("ada");
        assertThat(config.getAutoOAuthToken()).isNull();
    }

    @Test
    void unknownContextIsNamed() {
        refused(TWO, "three", false, "there is no \"three\" in contexts");
    }

    @Test
    void brokenTextIsRefused() {
        refused("{", "", false, "cannot be used");
        refused("[]", "", false, "it is no mapping");
        refused("kind: Config", "", false, "it has no current-context");
        refused(
                TWO.replace("server: \"https://one", "server: \"one"),
                "",
                false,
                "no server address");
    }

    @Test
    void filesAndProgramsAreForTheOperatorOnly() {
        var exec =
                TWO.replace(
                        "{token: t1}",
                        "{exec: {command: /bin/true, apiVersion: client.authentication.k8s.io/v1}}");
        refused(exec, "", false, "\"exec\" names a file or program of this machine");
        refused(TWO.replace("{token: t1}", "{tokenFile: /etc/passwd}"), "", false, "\"tokenFile\"");
        refused(TWO.replace("{token: t1}", "{client-key: /etc/key}"), "", false, "\"client-key\"");
        refused(
                TWO.replace(
                        "{server: \"https://one",
                        "{certificate-authority: /etc/ca, server: \"https://one"),
                "",
                false,
                "\"certificate-authority\"");
        assertThat(config(exec, "two", false).getUsername()).isEqualTo("ada");
    }

    private static void refused(String text, String context, boolean trusted, String why) {
        assertThatThrownBy(() -> config(text, context, trusted))
                .isInstanceOf(ClusterException.Invalid.class)
                .hasMessageContaining(why);
    }

    @Test
    void tokenNeedsAnAddress() {
        assertThatThrownBy(() ->
                        Credentials.config(
                                new ClusterConnection.Token("example.org", "t", Optional.empty()),
                                KubernetesSettings.defaults()))
                .hasMessageContaining("must begin with https://");
    }

    @Test
    void environmentOfThisProcessDoesNotLeakIn() {
        var config =
                Credentials.config(
                        new ClusterConnection.Token("https://x.example.org", "t", Optional.empty()),
                        KubernetesSettings.defaults());
        assertThat(config.getMasterUrl()).isEqualTo("https://x.example.org/");
        assertThat(config.getCaCertData()).isNull();
        assertThat(config.getClientCertData()).isNull();
        assertThat(config.getUsername()).isNull();
    }

    @Test
    void outsideAPodThatIsSaid() {
        assertThatThrownBy(() ->
                        Credentials.config(
                                new ClusterConnection.InCluster(), KubernetesSettings.defaults()))
                .hasMessageContaining("does not run in a Kubernetes pod");
    }

    @Test
    void credentialsAreNeverPrinted() {
        assertThat(new ClusterConnection.Token("https://x", "hunter2", Optional.empty()).toString())
                .doesNotContain("hunter2");
        assertThat(ClusterConnection.kubeconfig(TWO).toString()).doesNotContain("t1");
    }
}
