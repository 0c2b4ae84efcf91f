package dev.orchestrator.buildcache;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.orchestrator.buildcache.app.Main;
import java.util.Date;
import java.util.Random;
import java.util.Timer;
import org.junit.jupiter.api.Test;

/** The design's rules that a compiler can't check. */
class ArchitectureTest {
    private static final String ROOT = "dev.orchestrator.buildcache";
    /** The packages with decisions: no Akka, no I/O, no clock. */
    private static final String[] PURE = {
        ROOT + ".run..", ROOT + ".schedule..", ROOT + ".docker..", ROOT + ".cache..", ROOT + ".value.."
    };

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void imports_only_go_down() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("testkit")
                .definedBy(ROOT + ".testkit..")
                .layer("app")
                .definedBy(ROOT + ".app..")
                .layer("settings")
                .definedBy(ROOT + ".settings..")
                .layer("http")
                .definedBy(ROOT + ".http..")
                .layer("notify")
                .definedBy(ROOT + ".notify..")
                .layer("json")
                .definedBy(ROOT + ".json..")
                .layer("fleet")
                .definedBy(ROOT + ".fleet..")
                .layer("root")
                .definedBy(ROOT)
                .layer("ssh")
                .definedBy(ROOT + ".ssh..")
                .layer("run")
                .definedBy(ROOT + ".run..")
                .layer("schedule")
                .definedBy(ROOT + ".schedule..")
                .layer("docker")
                .definedBy(ROOT + ".docker..")
                .layer("cache")
                .definedBy(ROOT + ".cache..")
                .layer("value")
                .definedBy(ROOT + ".value..")
                .ensureAllClassesAreContainedInArchitecture()
                .whereLayer("testkit")
                .mayOnlyAccessLayers("root", "ssh", "run", "schedule", "docker", "cache", "value")
                .whereLayer("app")
                .mayOnlyAccessLayers(
                        "settings",
                        "http",
                        "notify",
                        "fleet",
                        "root",
                        "ssh",
                        "run",
                        "schedule",
                        "docker",
                        "cache",
                        "value")
                .whereLayer("settings")
                .mayOnlyAccessLayers(
                        "http", "notify", "fleet", "root", "ssh", "run", "schedule", "docker", "cache", "value")
                .whereLayer("http")
                .mayOnlyAccessLayers("json", "fleet", "root", "ssh", "run", "schedule", "docker", "cache", "value")
                .whereLayer("notify")
                .mayOnlyAccessLayers("json", "fleet", "root", "ssh", "run", "schedule", "docker", "cache", "value")
                .whereLayer("json")
                .mayOnlyAccessLayers("fleet", "root", "ssh", "run", "schedule", "docker", "cache", "value")
                .whereLayer("fleet")
                .mayOnlyAccessLayers("root", "ssh", "run", "schedule", "docker", "cache", "value")
                .whereLayer("root")
                .mayOnlyAccessLayers("ssh", "run", "schedule", "docker", "cache", "value")
                .whereLayer("ssh")
                .mayOnlyAccessLayers("docker", "cache", "value")
                .whereLayer("run")
                .mayOnlyAccessLayers("docker", "cache", "value")
                .whereLayer("schedule")
                .mayOnlyAccessLayers("value")
                .whereLayer("docker")
                .mayOnlyAccessLayers("cache", "value")
                .whereLayer("cache")
                .mayOnlyAccessLayers("value")
                .whereLayer("value")
                .mayNotAccessAnyLayer()
                .check(CODE);
    }

    @Test
    void packages_have_no_cycles() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                        return SliceIdentifier.of(javaClass.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CODE);
    }

    @Test
    void decisions_depend_only_on_java_and_jackson() {
        classes()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(PURE).or(resideInAnyPackage("java..", "com.fasterxml.jackson..")))
                .check(CODE);
    }

    @Test
    void decisions_do_no_io_and_start_nothing() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.io..", "java.net..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent.."))
                .orShould()
                .dependOnClassesThat(assignableTo(Process.class)
                        .or(assignableTo(ProcessBuilder.class))
                        .or(assignableTo(ProcessHandle.class))
                        .or(assignableTo(Runtime.class))
                        .or(assignableTo(Thread.class))
                        .or(assignableTo(System.class)))
                .check(CODE);
    }

    @Test
    void decisions_read_no_clock_and_use_no_randomness() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .accessTargetWhere(
                        JavaAccess.Predicates.target(name("now")).and(targetOwner(resideInAPackage("java.time.."))))
                .orShould()
                .dependOnClassesThat(name("java.time.Clock")
                        .or(name("java.time.InstantSource"))
                        .<JavaClass>forSubtype()
                        .or(assignableTo(System.class))
                        .or(assignableTo(Date.class))
                        .or(assignableTo(Timer.class))
                        .or(assignableTo(Random.class)))
                .check(CODE);
    }

    @Test
    void only_settings_and_app_read_the_configuration() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".settings..", ROOT + ".app..")
                .should()
                .dependOnClassesThat(resideInAPackage("com.typesafe.config.."))
                .check(CODE);
    }

    @Test
    void only_app_knows_the_logging_backend() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".app..")
                .should()
                .dependOnClassesThat(resideInAPackage("ch.qos.logback.."))
                .check(CODE);
    }

    @Test
    void only_one_class_starts_processes_and_its_guard_another() {
        noClasses()
                .that(not(assignableTo(ROOT + ".ssh.SshProcess").or(assignableTo(ROOT + ".ssh.OrphanGuard"))))
                .should()
                .dependOnClassesThat(assignableTo(ProcessBuilder.class))
                .orShould()
                .accessTargetWhere(
                        JavaAccess.Predicates.target(name("exec")).and(targetOwner(assignableTo(Runtime.class))))
                .check(CODE);
    }

    @Test
    void only_main_ends_the_program() {
        noClasses()
                .that(not(assignableTo(Main.class)))
                .should()
                .accessTargetWhere(
                        JavaAccess.Predicates.target(name("exit")).and(targetOwner(assignableTo(System.class))))
                .orShould()
                .accessTargetWhere(targetOwner(assignableTo(Runtime.class)))
                .check(CODE);
    }

    @Test
    void no_class_writes_to_stdout_or_stderr_except_through_one_that_never_waits() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CODE);
    }

    @Test
    void names_say_what_a_class_is() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveNameMatching(".*Utils?")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(CODE);
    }
}
