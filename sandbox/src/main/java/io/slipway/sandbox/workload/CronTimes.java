package io.slipway.sandbox.workload;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The times that a cron schedule of five fields names. Immutable. */
final class CronTimes {

    private static final Map<String, String> SHORT =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> DAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean anyDay;
    private final boolean anyWeekday;

    private CronTimes(String[] fields) {
        minutes = bits(fields[0], 0, 59, List.of());
        hours = bits(fields[1], 0, 23, List.of());
        days = bits(fields[2], 1, 31, List.of());
        months = bits(fields[3], 1, 12, MONTHS);
        weekdays = bits(fields[4], 0, 7, DAYS);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        anyDay = fields[2].startsWith("*");
        anyWeekday = fields[4].startsWith("*");
    }

    /** Empty when the text is no schedule. */
    static Optional<CronTimes> parse(String text) {
        var fields = SHORT.getOrDefault(text.strip(), text.strip()).split("\\s+");
        if (fields.length != 5) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CronTimes(fields));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static BitSet bits(String field, int low, int high, List<String> names) {
        var bits = new BitSet();
        for (var part : field.split(",")) {
            var steps = part.split("/", 2);
            int step = steps.length > 1 ? Integer.parseInt(steps[1]) : 1;
            int from = low;
            int to = high;
            if (!steps[0].equals("*") && !steps[0].equals("?")) {
                var range = steps[0].split("-", 2);
                from = number(range[0], low, names);
                to =
                        range.length > 1
                                ? number(range[1], low, names)
                                : steps.length > 1 ? high : from;
            }
            if (step < 1 || from < low || to > high || from > to) {
                throw new IllegalArgumentException(field);
            }
            for (int i = from; i <= to; i += step) {
                bits.set(i);
            }
        }
        return bits;
    }

    private static int number(String text, int low, List<String> names) {
        int index = names.indexOf(text.toLowerCase(Locale.ROOT));
        return index >= 0 ? index + low : Integer.parseInt(text);
    }

    /** The first time after a moment; empty when there is none within five years. */
    Optional<ZonedDateTime> after(ZonedDateTime moment) {
        var time = moment.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        var end = moment.plusYears(5);
        while (time.isBefore(end)) {
            if (!months.get(time.getMonthValue())) {
                time = time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
            } else if (!isDay(time)) {
                time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.get(time.getHour())) {
                time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.get(time.getMinute())) {
                time = time.plusMinutes(1);
            } else {
                return Optional.of(time);
            }
        }
        return Optional.empty();
    }

    private boolean isDay(ZonedDateTime time) {
        boolean day = days.get(time.getDayOfMonth());
        boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
        return (anyDay || anyWeekday) ? (day && weekday) : (day || weekday);
    }
}
