package dev.orchestrator.buildcache.docker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import dev.orchestrator.buildcache.cache.Amount;
import dev.orchestrator.buildcache.cache.CacheListing;
import dev.orchestrator.buildcache.cache.CacheRecord;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code docker system df -v --format '{{json .BuildCache}}'} while it comes: one array of records, each an object of
 * texts (docker/cli, {@code cli/command/formatter/buildcache.go}). Only the needed fields of the record at hand are kept as
 * text, so a listing of any length costs no more than the {@link CacheListing} that comes of it.
 *
 * <p>A listing is whole or it is none: a record without one of the fields, one that can't be read, a listing that breaks off
 * or is over a limit is no answer, since what isn't known to be there could need what is.
 */
final class CacheListingReader implements AnswerReader<CacheListing> {
    /** More records than any host is known to have, and about 10 MB of memory. */
    static final int MAX_RECORDS = 100_000;
    /** Ten times what a record takes, with the longest descriptions seen. */
    static final long MAX_BYTES = 128L << 20;

    private static final Set<String> NEEDED =
            Set.of("CacheType", "CreatedAt", "ID", "InUse", "LastUsedAt", "Parent", "Shared", "Size", "UsageCount");
    private static final int LONGEST_TEXT = 100_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(5)
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    /** What may come next. */
    private enum Place {
        /** A line that the login prints, or the listing. */
        LOGIN,
        /** The array's beginning. */
        BEFORE,
        IN_ARRAY,
        IN_RECORD,
        AFTER,
        /** It is no listing, whatever follows. */
        BROKEN
    }

    private final JsonParser parser;
    private final ByteArrayFeeder input;
    private final Map<String, String> fields = new HashMap<>();
    private final CacheListing.Builder listing = new CacheListing.Builder();
    private String field = "";
    private Place place = Place.LOGIN;
    /** How many bytes of this line have come, up to 2. */
    private int ofLine;

    private long length;

    CacheListingReader() {
        try {
            parser = JSON.createNonBlockingByteArrayParser();
        } catch (Exception e) {
            throw new IllegalStateException("there is no parser that takes its input in parts", e);
        }
        input = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    @Override
    public void take(byte[] bytes, int from, int to) {
        length += to - from;
        if (length > MAX_BYTES) {
            place = Place.BROKEN;
        }
        int next = from;
        while (place == Place.LOGIN && next < to) {
            next = afterLogin(bytes, next);
        }
        if (place != Place.BROKEN && next < to) {
            give(bytes, next, to);
        }
    }

    /** The listing is the first line that begins with an array of objects, or an empty one. */
    private int afterLogin(byte[] bytes, int at) {
        byte next = bytes[at];
        if (next == '\n') {
            ofLine = 0;
        } else if (ofLine == 0) {
            ofLine = next == '[' ? 1 : 2;
        } else if (ofLine == 1 && (next == '{' || next == ']')) {
            place = Place.BEFORE;
            give(new byte[] {'['}, 0, 1);
            return at;
        } else {
            ofLine = 2;
        }
        return at + 1;
    }

    private void give(byte[] bytes, int from, int to) {
        try {
            input.feedInput(bytes, from, to);
            readOn();
        } catch (Exception malformed) {
            place = Place.BROKEN;
        }
    }

    @Override
    public Optional<CacheListing> answer(CommandResult.Exited end) {
        return answer();
    }

    Optional<CacheListing> answer() {
        if (place != Place.AFTER) {
            return Optional.empty();
        }
        try {
            return Optional.of(listing.build());
        } catch (IllegalArgumentException twice) {
            return Optional.empty();
        }
    }

    private void readOn() throws Exception {
        for (var token = parser.nextToken();
                token != JsonToken.NOT_AVAILABLE && place != Place.BROKEN;
                token = parser.nextToken()) {
            place = after(token);
        }
    }

    private Place after(JsonToken token) throws Exception {
        return switch (place) {
            case BEFORE -> token == JsonToken.START_ARRAY ? Place.IN_ARRAY : Place.BROKEN;
            case IN_ARRAY ->
                switch (token) {
                    case START_OBJECT -> {
                        fields.clear();
                        yield Place.IN_RECORD;
                    }
                    case END_ARRAY -> Place.AFTER;
                    default -> Place.BROKEN;
                };
            case IN_RECORD -> inRecord(token);
            case LOGIN, AFTER, BROKEN -> Place.BROKEN;
        };
    }

    private Place inRecord(JsonToken token) throws Exception {
        switch (token) {
            case FIELD_NAME -> field = parser.currentName();
            case VALUE_STRING -> {
                if (NEEDED.contains(field)
                        && (parser.getTextLength() > LONGEST_TEXT || fields.put(field, parser.getText()) != null)) {
                    return Place.BROKEN;
                }
            }
            case END_OBJECT -> {
                var read = listing.size() < MAX_RECORDS ? read() : Optional.<CacheRecord>empty();
                read.ifPresent(listing::add);
                return read.isPresent() ? Place.IN_ARRAY : Place.BROKEN;
            }
            default -> {
                return NEEDED.contains(field) || token.isStructStart() ? Place.BROKEN : Place.IN_RECORD;
            }
        }
        return Place.IN_RECORD;
    }

    private Optional<CacheRecord> read() {
        if (!fields.keySet().equals(NEEDED)) {
            return Optional.empty();
        }
        // A record in use is listed with a trailing *, in JSON too.
        var id = fields.get("ID").endsWith("*")
                ? fields.get("ID").substring(0, fields.get("ID").length() - 1)
                : fields.get("ID");
        var parents = fields.get("Parent").isEmpty()
                ? List.<String>of()
                : List.of(fields.get("Parent").split(", "));
        var inUse = bool("InUse");
        var shared = bool("Shared");
        var size = ByteSize.parse(fields.get("Size"));
        var created = GoTime.parse(fields.get("CreatedAt"));
        var used = fields.get("LastUsedAt");
        var lastUsed = GoTime.parse(used);
        if (!RecordIds.isId(id)
                || !parents.stream().allMatch(RecordIds::isId)
                || inUse.isEmpty()
                || shared.isEmpty()
                || size.isEmpty()
                || created.isEmpty()
                || lastUsed.isEmpty() && !used.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CacheRecord(
                id,
                fields.get("CacheType"),
                parents,
                inUse.get(),
                shared.get(),
                Amount.ofThreeDigits(size.get()),
                created.get(),
                lastUsed,
                Integer.parseInt(fields.get("UsageCount"))));
    }

    private Optional<Boolean> bool(String name) {
        return switch (fields.get(name)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
