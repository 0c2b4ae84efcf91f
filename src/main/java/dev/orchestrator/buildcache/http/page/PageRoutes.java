package dev.orchestrator.buildcache.http.page;

import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.encodeResponse;
import static akka.http.javadsl.server.Directives.getFromResource;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.pathSingleSlash;
import static akka.http.javadsl.server.Directives.respondWithHeaders;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.headers.CacheControl;
import akka.http.javadsl.model.headers.CacheDirectives;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.http.response.SecurityHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The page for operators, served from the jar: its own files, and uPlot's from its WebJar. The files hold nothing that
 * needs a token; what they show comes from the routes of the fleet.
 *
 * <p>Browsers may cache the files, but check each time whether they have changed, so an upgrade never leaves a stale page.
 */
public final class PageRoutes {
    private static final String PAGE = "dev/orchestrator/buildcache/http/page/";

    /** Written by the build. */
    private static final String VERSION = "dev/orchestrator/buildcache/http/metrics/version.txt";

    /** No directories, and no dot except before the extension: only the page's own files have such names. */
    private static final Pattern OWN = Pattern.compile("[a-z]+\\.(?:js|css|svg)");

    private static final Pattern PLOTS = Pattern.compile("uPlot\\.(?:esm\\.js|min\\.css)");

    private static final List<HttpHeader> CACHING =
            List.of(CacheControl.create(CacheDirectives.NO_CACHE), RawHeader.create("Vary", "Accept-Encoding"));

    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "txt", ContentTypes.TEXT_PLAIN_UTF8,
            "css", ContentTypes.parse("text/css; charset=UTF-8"),
            "js", ContentTypes.parse("text/javascript; charset=UTF-8"),
            "svg", ContentTypes.parse("image/svg+xml"));

    private final String plots;

    public PageRoutes() {
        plots = "META-INF/resources/webjars/uplot/" + version("org.webjars.npm", "uplot") + "/dist/";
    }

    /** {@code GET /} and {@code /assets/…}. Other requests are left to the routes that these are mounted beside. */
    public Route routes() {
        return SecurityHeaders.on(concat(
                pathSingleSlash(() -> file(PAGE + "index.html")),
                pathPrefix(
                        "assets",
                        () -> concat(
                                path(segment(OWN), name -> file(PAGE + name)),
                                path("version.txt", () -> file(VERSION)),
                                path(segment("uplot").slash(segment(PLOTS)), name -> file(plots + name))))));
    }

    /** Found by the class loader of this class: where these routes are embedded, Akka may have another one. */
    private static Route file(String resource) {
        var type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        return respondWithHeaders(
                CACHING,
                () -> encodeResponse(() -> getFromResource(resource, type, PageRoutes.class.getClassLoader())));
    }

    /** The version that a library's jar states; a WebJar keeps its files in a directory of that name. */
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
