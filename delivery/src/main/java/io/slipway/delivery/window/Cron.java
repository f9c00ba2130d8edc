package io.slipway.delivery.window;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A schedule of five fields: minute, hour, day of the month, month, day of the week. Lists, ranges,
 * steps and English names; no seconds, no {@code @daily}. When both days are restricted, either of
 * them is enough. A time of day that a change of the clocks leaves out does not come that day; one
 * that comes twice fires twice.
 */
final class Cron {

    private static final Pattern ITEM =
            Pattern.compile("(\\*|\\?|[0-9A-Za-z]+)(?:-([0-9A-Za-z]+))?(?:/([0-9]{1,3}))?");
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> DAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int SEARCHED_DAYS = 366 * 8 + 2;
    private static final int LONGEST = 200;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean anyDay;
    private final boolean anyWeekday;

    private Cron(String[] fields) {
        this.minutes = field(fields[0], 0, 59, List.of(), 0);
        this.hours = field(fields[1], 0, 23, List.of(), 0);
        this.days = field(fields[2], 1, 31, List.of(), 0);
        this.months = field(fields[3], 1, 12, MONTHS, 1);
        this.weekdays = field(fields[4], 0, 6, DAYS, 0);
        this.anyDay = isAny(fields[2]);
        this.anyWeekday = isAny(fields[4]);
    }

    /**
     * The schedule that a text means.
     *
     * @throws IllegalArgumentException when it means none; the message says which part
     */
    static Cron parse(String text) {
        var fields = text.strip().split("\\s+");
        if (text.length() > LONGEST || fields.length != 5) {
            throw new IllegalArgumentException(
                    "must have five fields: minute, hour, day of month, month, day of week");
        }
        return new Cron(fields);
    }

    private static boolean isAny(String field) {
        return field.startsWith("*") || field.startsWith("?");
    }

    private static BitSet field(String text, int least, int most, List<String> names, int first) {
        var set = new BitSet(most + 1);
        for (var item : text.split(",", -1)) {
            var matcher = ITEM.matcher(item);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("has no meaning at \"" + item + "\"");
            }
            boolean any = isAny(matcher.group(1));
            int from = any ? least : number(matcher.group(1), names, first);
            var end = matcher.group(2);
            var step = matcher.group(3);
            int to =
                    any || (end == null && step != null)
                            ? most
                            : end == null ? from : number(end, names, first);
            int by = step == null ? 1 : Integer.parseInt(step);
            if (from < least || to > most || from > to || by < 1) {
                throw new IllegalArgumentException(
                        "\"" + item + "\" is not within " + least + " to " + most);
            }
            for (int i = from; i <= to; i += by) {
                set.set(i);
            }
        }
        return set;
    }

    private static int number(String text, List<String> names, int first) {
        int name = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (name >= 0) {
            return name + first;
        }
        if (!text.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("has no meaning at \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    /** The first moment after another at which it fires; empty when there is none in years. */
    Optional<Instant> next(Instant after, ZoneId zone) {
        var day = after.atZone(zone).toLocalDate();
        for (int i = 0; i < SEARCHED_DAYS; i++, day = day.plusDays(1)) {
            if (isDay(day)) {
                var found = next(after, day, zone);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> next(Instant after, LocalDate day, ZoneId zone) {
        var begin = day.atStartOfDay(zone).toInstant();
        var end = day.plusDays(1).atStartOfDay(zone).toInstant();
        var change = zone.getRules().nextTransition(begin.minusMillis(1));
        boolean ordinary = change == null || !change.getInstant().isBefore(end);
        Optional<Instant> first = Optional.empty();
        int hour = ordinary && after.isAfter(begin) ? after.atZone(zone).getHour() : 0;
        for (int h = hours.nextSetBit(hour); h >= 0; h = hours.nextSetBit(h + 1)) {
            for (int m = minutes.nextSetBit(0); m >= 0; m = minutes.nextSetBit(m + 1)) {
                var local = day.atTime(h, m);
                for (var offset : zone.getRules().getValidOffsets(local)) {
                    var moment = local.toInstant(offset);
                    if (moment.isAfter(after) && first.filter(f -> !moment.isBefore(f)).isEmpty()) {
                        first = Optional.of(moment);
                    }
                }
                if (ordinary && first.isPresent()) {
                    return first; // where no clock is changed, times come in their order
                }
            }
        }
        return first;
    }

    private boolean isDay(LocalDate day) {
        boolean date = days.get(day.getDayOfMonth());
        boolean weekday = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return months.get(day.getMonthValue())
                && ((anyDay || anyWeekday) ? (date && weekday) : (date || weekday));
    }
}
