package dev.orchestrator.buildcache.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code examples/grafana-dashboard.json}, as far as it can be checked without Grafana. */
class DashboardTest {
    /** The program's own metrics, and those of its channels. */
    private static final Pattern OF_NO_HOST =
            Pattern.compile("build_cache_pruner_(build_info|alerts|channel|failed_logins|dropped_log_lines)");

    private JsonNode dashboard;

    @BeforeEach
    void read() throws Exception {
        dashboard = new ObjectMapper().readTree(ExampleMetrics.DASHBOARD.toFile());
    }

    @Test
    void every_panel_uses_the_chosen_data_source() {
        assertThat(dashboard.at("/templating/list").findValuesAsText("name")).containsExactly("datasource", "host");
        assertThat(dashboard.at("/panels")).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.findValuesAsText("uid")).isNotEmpty().containsOnly("${datasource}");
            assertThat(panel.at("/title").asText()).isNotEmpty();
            assertThat(panel.at("/targets")).isNotEmpty();
        });
    }

    @Test
    void every_expression_is_about_the_chosen_hosts() throws Exception {
        assertThat(ExampleMetrics.expressions())
                .hasSizeGreaterThan(10)
                .filteredOn(expression -> !OF_NO_HOST.matcher(expression).find())
                .allSatisfy(expression -> assertThat(expression.split("build_cache_pruner_[a-z_]+", -1))
                        .hasSizeGreaterThan(1)
                        .satisfies(parts -> assertThat(List.of(parts).subList(1, parts.length))
                                .allMatch(part -> part.startsWith("{host=~\"$host\""))));
    }

    @Test
    void dashboard_and_alerts_ask_for_every_metric_of_the_program_and_no_other() throws Exception {
        assertThat(ExampleMetrics.all()).isEqualTo(ExampleMetrics.OF_THE_PROGRAM);
    }

    @Test
    void no_panel_covers_another() {
        var taken = new HashSet<String>();
        var ids = new HashSet<Integer>();
        for (var panel : dashboard.at("/panels")) {
            assertThat(ids.add(panel.at("/id").asInt())).isTrue();
            var place = panel.at("/gridPos");
            for (int x = 0; x < place.at("/w").asInt(); x++) {
                for (int y = 0; y < place.at("/h").asInt(); y++) {
                    int column = place.at("/x").asInt() + x;
                    assertThat(column).isLessThan(24);
                    assertThat(taken.add(column + "," + (place.at("/y").asInt() + y)))
                            .isTrue();
                }
            }
        }
    }
}
