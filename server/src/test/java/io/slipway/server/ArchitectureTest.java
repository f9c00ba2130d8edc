package io.slipway.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.slipway.forge.identity.Caller;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the Maven modules cannot say: see ARCHITECTURE.md, "Who may know whom". */
class ArchitectureTest {

    private static final int AT_LEAST_CLASSES = 400;
    private static JavaClasses product;

    @BeforeAll
    static void readTheClasses() {
        product =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(location ->
                                !location.contains("testkit")
                                        && !location.contains("-tests.jar")
                                        && !location.contains("/test/"))
                        .importPackages("io.slipway");
    }

    @Test
    void noRulePassesOnNothing() {
        assertThat(product.size()).isGreaterThan(AT_LEAST_CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.slipway.(**)").should().beFreeOfCycles().check(product);
    }

    @Test
    void surfacesDoNotSeeEachOther() {
        slices().matching("io.slipway.api.(*)..").should().notDependOnEachOther().check(product);
    }

    @Test
    void domainsSeeNeitherHttpNorAJsonLibraryNorAnySurface() {
        noClasses()
                .that()
                .resideInAnyPackage("io.slipway.forge..", "io.slipway.delivery..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.slipway.http..",
                        "io.slipway.api..",
                        "com.fasterxml..",
                        "org.eclipse.jetty..",
                        "jakarta.servlet..")
                .check(product);
    }

    @Test
    void onlyGitSeesTheGitLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.slipway.git..", "io.slipway.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jgit..")
                .check(product);
    }

    @Test
    void onlyKubernetesSeesTheApiServersClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.slipway.kubernetes..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(product);
    }

    @Test
    void onlyStoresAndThePlatformsStoreSeeTheDatabase() {
        noClasses()
                .that(
                        DescribedPredicate.not(
                                resideInAnyPackage(
                                        "io.slipway.platform.store..", "io.slipway.sandbox..")))
                .and()
                .haveSimpleNameNotEndingWith("Store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..", "com.zaxxer..")
                .check(product);
    }

    @Test
    void storesArePackagePrivate() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Store")
                .and()
                .areTopLevelClasses()
                .and()
                .resideInAnyPackage("io.slipway.forge..", "io.slipway.delivery..")
                .should()
                .bePackagePrivate()
                .check(product);
    }

    /**
     * Whose verb it is stands first, also before a reading or transaction. What a public type does
     * for nobody in particular takes no caller at all; jobs act as {@code Caller.system()}.
     */
    @Test
    void publicDoorMethodsTakeTheCallerFirst() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAnyPackage("io.slipway.forge..", "io.slipway.delivery..")
                .and(describe("take a caller", method -> callerAt(method) >= 0))
                .should(be(describe("told it first", method -> callerAt(method) == 0)))
                .check(product);
    }

    /** The first parameter that is a caller; below zero when none is. */
    private static int callerAt(JavaMethod method) {
        var types = method.getRawParameterTypes();
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).isAssignableTo(Caller.class)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void pureModulesHaveNoSurroundings() {
        var pure =
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "io.slipway.manifests..",
                                "io.slipway.tree..",
                                "io.slipway.kustomize..",
                                "io.slipway.engine..");
        pure.should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net.http..", "java.sql..")
                .check(product);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.slipway.manifests..",
                        "io.slipway.tree..",
                        "io.slipway.kustomize..",
                        "io.slipway.engine..")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .check(product);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .that()
                .areTopLevelClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Dto)$")
                .check(product);
    }

    @Test
    void everyPackageIsNullMarked() {
        var unmarked =
                product.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(p ->
                                p.getClasses().stream()
                                        .anyMatch(c ->
                                                !c.getSimpleName().equals("package-info")
                                                        && !c.getSimpleName()
                                                                .equals("module-info")))
                        .filter(p -> !p.isAnnotatedWith(NullMarked.class))
                        .map(com.tngtech.archunit.core.domain.JavaPackage::getName)
                        .collect(Collectors.toCollection(java.util.TreeSet::new));
        assertThat(unmarked).isEmpty();
    }
}
