package io.slipway.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import org.slf4j.LoggerFactory;

/** Sends log lines to standard error, as text for people or as JSON, one object a line. */
public final class Logging {

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0}: %msg %kvp{NONE}%n";

    private Logging() {}

    /**
     * From now on.
     *
     * @param level error, warn, info, debug or trace: of Slipway's own lines; libraries say less
     * @param format text or json
     */
    public static void configure(String level, String format) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(format.equals("json") ? json(context) : text(context));
        appender.start();
        var own = Level.toLevel(level);
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(own.isGreaterOrEqual(Level.WARN) ? own : Level.WARN);
        root.addAppender(appender);
        context.getLogger("io.slipway").setLevel(own);
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        return started(encoder, context);
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        var encoder = new JsonEncoder();
        encoder.setWithContext(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithArguments(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        return started(encoder, context);
    }

    private static Encoder<ILoggingEvent> started(
            EncoderBase<ILoggingEvent> encoder, LoggerContext context) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
