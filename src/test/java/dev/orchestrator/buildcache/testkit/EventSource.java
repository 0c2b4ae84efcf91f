package dev.orchestrator.buildcache.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A reader of server-sent events, as the HTML standard describes it. */
public final class EventSource implements AutoCloseable {
    /** @param id the last one that was sent, with this event or before */
    public record Event(String type, String id, JsonNode data) {
        /** Of the host that it is about. */
        public String state() {
            return data.get("state").asText();
        }
    }

    private final InputStream stream;
    private final BufferedReader lines;
    private String id = "";

    public EventSource(HttpResponse<InputStream> answer) {
        stream = answer.body();
        lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** Waits for an event. */
    public Event next() throws Exception {
        while (true) {
            String type = "message";
            var data = new ArrayList<String>();
            for (var line : block()) {
                if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data.add(line.substring(6));
                }
            }
            if (!data.isEmpty()) {
                return new Event(type, id, Served.json(String.join("\n", data)));
            }
        }
    }

    /** Waits for lines up to an empty one. */
    public List<String> block() throws IOException {
        var block = new ArrayList<String>();
        for (var line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
            block.add(line);
        }
        return block;
    }

    /** Whether the server has ended the stream; waits for that or for more. */
    public boolean isAtItsEnd() throws IOException {
        return lines.read() < 0;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
