package io.slipway.platform.page;

/**
 * Which page of a list is wanted.
 *
 * @param number the page, from 1
 * @param size items on a page, 1 to {@value #LARGEST}
 */
public record PageRequest(int number, int size) {

    /** The size when none is asked for. */
    public static final int DEFAULT = 20;

    /** The largest size that is served; more is cut to it. */
    public static final int LARGEST = 100;

    /** Numbers and sizes outside their range are brought into it. */
    public PageRequest {
        number = Math.max(1, number);
        size = size < 1 ? DEFAULT : Math.min(size, LARGEST);
    }

    /** The first page of the default size. */
    public static PageRequest first() {
        return new PageRequest(1, DEFAULT);
    }

    /** Items to skip before this page. */
    public long offset() {
        return (number - 1L) * size;
    }
}
