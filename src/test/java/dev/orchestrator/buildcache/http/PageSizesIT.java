package dev.orchestrator.buildcache.http;

import static dev.orchestrator.buildcache.http.PageHosts.well;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes on the page: as Docker prints them, GB = 1000³ bytes. */
class PageSizesIT extends InBrowser {
    @Test
    void a_size_is_shown_in_the_largest_unit_that_fits_its_rounded_value() throws Exception {
        open(well("build-01", 1));
        List<String> sizes = browser.runAsync(
                "const [bytes, done] = arguments; import('/assets/format.js').then(({size}) => done(bytes.map(size)))",
                List.of(
                        0L,
                        999L,
                        1000L,
                        512_300L,
                        127_449_999L,
                        999_949_999L,
                        999_950_000L,
                        43_830_000_000L,
                        999_994_999_999L,
                        999_995_000_000L,
                        1_204_500_000_000_000L));
        assertThat(sizes)
                .containsExactly(
                        "0 B",
                        "999 B",
                        "1.0 kB",
                        "512.3 kB",
                        "127.4 MB",
                        "999.9 MB",
                        "1.00 GB",
                        "43.83 GB",
                        "999.99 GB",
                        "1.00 TB",
                        "1,204.50 TB");
    }

    @Test
    void every_size_on_the_page_has_its_unit() throws Exception {
        open(well("a", 43.83), well("b", 0.1274), well("c", 1200));
        assertThat(browser.texts("#rows .c-reclaimed")).containsExactly("43.83 GB", "127.4 MB", "1.20 TB");
        assertThat(browser.texts("#day, #week")).containsExactly("1.24 TB", "1.24 TB");
        browser.click("#rows a[href='#host/b']");
        browser.until(b -> browser.all(".plot canvas").size() == 2);
        assertThat(browser.texts(".runs .r-number")).contains("127.4 MB");
        assertThat(browser.texts(".facts dd")).contains("127.4 MB").anyMatch(text -> text.endsWith("ago: 127.4 MB"));
        assertThat(browser.all(".plot .canvas").get(0).getAttribute("aria-label"))
                .contains("from 127.4 MB to 127.4 MB");
    }
}
