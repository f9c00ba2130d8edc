package io.slipway.server;

import io.slipway.platform.store.CannotStart;
import io.slipway.server.config.Catalog;
import io.slipway.server.config.Settings;
import io.slipway.server.log.Logging;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;

/** {@code slipway run}: the server, until a signal stops it. */
final class ServerCommand implements Callable<Integer> {

    private final CommandSpec specification;

    private ServerCommand() {
        specification = CommandSpec.wrapWithoutInspection(this).name("run");
        specification.usageMessage().description("Starts the server; Ctrl-C stops it.");
        specification.mixinStandardHelpOptions(true);
        SettingOptions.addTo(specification);
    }

    static CommandSpec specification() {
        return new ServerCommand().specification;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = SettingOptions.settings(specification.commandLine().getParseResult());
        Logging.configure(
                settings.text(Catalog.LOG_LEVEL).orElseThrow(),
                settings.text(Catalog.LOG_FORMAT).orElseThrow());
        var out = specification.commandLine().getOut();
        var stopped = new CountDownLatch(1);
        var server = start(settings);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    server.close();
                                    stopped.countDown();
                                },
                                "stop"));
        server.banner().forEach(out::println);
        out.flush();
        stopped.await();
        return 0;
    }

    private static SlipwayServer start(Settings settings) {
        try {
            return SlipwayServer.start(settings);
        } catch (CannotStart | UncheckedIOException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
