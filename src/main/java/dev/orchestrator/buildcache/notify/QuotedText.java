package dev.orchestrator.buildcache.notify;

import java.util.regex.Pattern;

/**
 * Text that this program did not write, such as the error of a host, as part of a message to people: it must not notify
 * anyone, and no link in it may work.
 *
 * <p>An invisible character is inserted where a service would recognize a mention or a link, so that the text looks the
 * same. Each service says where.
 */
final class QuotedText {

    /** After an address's scheme, and after each dot of a domain: many services make links of {@code example.org} too. */
    static final String ADDRESSES = "(?<=\\p{Alpha}:)(?=\\S)|(?<=[\\w+.-]:)(?=//)|(?<=[\\p{L}\\p{N}_-]\\.)(?=\\p{L})";

    /** Zero-width space. Unlike a joiner, no service counts it as part of a word. */
    private static final String INVISIBLE = "\u200B";

    private final Pattern places;

    /** @param places as a regular expression without width, such as {@code (?<=@)} */
    QuotedText(String places) {
        this.places = Pattern.compile(places, Pattern.UNICODE_CHARACTER_CLASS);
    }

    String of(String text) {
        return places.matcher(text).replaceAll(INVISIBLE);
    }
}
