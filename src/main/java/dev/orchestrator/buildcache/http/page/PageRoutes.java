package dev.orchestrator.buildcache.http.page;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.conditional;
import static akka.http.javadsl.server.Directives.encodeResponse;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.pathSingleSlash;
import static akka.http.javadsl.server.Directives.reject;
import static akka.http.javadsl.server.Directives.respondWithHeaders;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.CacheControl;
import akka.http.javadsl.model.headers.CacheDirectives;
import akka.http.javadsl.model.headers.EntityTag;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.http.response.SecurityHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The page that operators look at, from the jar: its own files, and those of uPlot from its WebJar. The files hold
 * nothing that needs a token: what they show, they ask the routes of the fleet for.
 *
 * <p>A browser keeps the files, and asks each time whether they have changed.
 */
public final class PageRoutes {
    /** No directory, no dot but that of the ending: nothing but the page's own files has such a name. */
    private static final Pattern OWN = Pattern.compile("[a-z]+\\.(js|css|svg)");

    private static final Pattern PLOTS = Pattern.compile("uPlot\\.(esm\\.js|min\\.css)");

    private static final List<HttpHeader> CACHING =
            List.of(CacheControl.create(CacheDirectives.NO_CACHE), RawHeader.create("Vary", "Accept-Encoding"));

    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "css", ContentTypes.parse("text/css; charset=UTF-8"),
            "js", ContentTypes.parse("text/javascript; charset=UTF-8"),
            "svg", ContentTypes.parse("image/svg+xml"));

    private record File(EntityTag tag, ContentType type, byte[] bytes) {}

    private final Map<String, File> files = new ConcurrentHashMap<>();
    private final String plots;

    public PageRoutes() {
        plots = "/META-INF/resources/webjars/uplot/" + version("org.webjars.npm", "uplot") + "/dist/";
    }

    /** {@code GET /} and {@code /assets/…}. Other requests are left to whatever these routes are mounted beside. */
    public Route routes() {
        return SecurityHeaders.on(concat(
                pathSingleSlash(() -> file("/page/", "index.html")),
                pathPrefix(
                        "assets",
                        () -> concat(
                                path(segment(), name -> file(OWN, "/page/", name)),
                                path(segment("uplot").slash(segment()), name -> file(PLOTS, plots, name))))));
    }

    private Route file(Pattern allowed, String folder, String name) {
        return allowed.matcher(name).matches() ? file(folder, name) : reject();
    }

    private Route file(String folder, String name) {
        return find(folder + name)
                .map(file -> get(() -> respondWithHeaders(
                        CACHING, () -> conditional(file.tag, () -> encodeResponse(() -> complete(answer(file)))))))
                .orElse(reject());
    }

    private static HttpResponse answer(File file) {
        return HttpResponse.create().withEntity(HttpEntities.create(file.type, file.bytes));
    }

    private Optional<File> find(String resource) {
        return Optional.ofNullable(files.computeIfAbsent(resource, PageRoutes::read));
    }

    /** Null if there is no such file. */
    private static File read(String resource) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            var bytes = in.readAllBytes();
            var sum = new CRC32();
            sum.update(bytes);
            // Weak: the same file goes out compressed and not.
            var tag = EntityTag.create(Long.toHexString(sum.getValue()) + "-" + bytes.length, true);
            return new File(tag, TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a library, as its jar says: a WebJar's files lie under it. */
    private static String version(String group, String artifact) {
        var resource = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = PageRoutes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the WebJar of " + artifact + " is not on the classpath");
            }
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
