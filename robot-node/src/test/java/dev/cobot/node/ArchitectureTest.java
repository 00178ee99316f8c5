package dev.cobot.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house's chain and the place of threads. */
class ArchitectureTest {
  private static final String SIM = "dev.cobot.sim2real..";
  private static final String BRAIN = "dev.cobot.brain..";
  private static final String STUDY = "dev.cobot.brain.study..";
  private static final String OBJECTIVE = "dev.cobot.brain.objective..";
  private static final String ACTION = "dev.cobot.action..";
  private static final String NODE = "dev.cobot.node..";
  private static final String ROS = "dev.cobot.ros..";

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cobot");
  }

  @Test
  void theModulesAreAChain() {
    noClasses()
        .that()
        .resideInAPackage(SIM)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BRAIN, ACTION, NODE, ROS, "ai.djl..", "ai.onnxruntime..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(BRAIN)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ACTION, NODE, ROS)
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(ACTION)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(NODE, ROS)
        .check(classes);
  }

  /** What perceives, decides and acts cannot see the simulator, its referee or its renderer. */
  @Test
  void noGroundTruthReachesTheRuntime() {
    String[] truth = {
      "dev.cobot.sim2real.sim..",
      "dev.cobot.sim2real.task..",
      "dev.cobot.sim2real.generate..",
      "dev.cobot.sim2real.render.."
    };
    noClasses()
        .that()
        .resideInAnyPackage(
            BRAIN,
            "dev.cobot.action.policy..",
            "dev.cobot.action.foreign..",
            "dev.cobot.action.decode..",
            "dev.cobot.action.session..",
            "dev.cobot.action.skill..",
            "dev.cobot.action.safety..",
            "dev.cobot.node.event..",
            "dev.cobot.node.topics..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(truth)
        .check(classes);
    // CobotRuntime puts the embedded cell beside the node; nothing else of the room knows it.
    noClasses()
        .that()
        .resideInAPackage("dev.cobot.node.app..")
        .and()
        .haveSimpleNameNotStartingWith("CobotRuntime")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(truth)
        .check(classes);
  }

  /** Only commands, benches and data sets may start a study; what runs a robot stands without. */
  @Test
  void theRuntimeDoesNotKnowTheStudies() {
    noClasses()
        .that()
        .resideInAPackage("dev.cobot..")
        .and()
        .resideOutsideOfPackages(
            STUDY, "dev.cobot.node.cli..", "dev.cobot.node.learn..", "dev.cobot.node.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(STUDY)
        .check(classes);
  }

  /** A released workspace runs without what trained it, and without the engine of gradients. */
  @Test
  void theWorkspaceDoesNotKnowItsTraining() {
    noClasses()
        .that()
        .resideInAPackage("dev.cobot.brain.workspace..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(OBJECTIVE, "dev.cobot.brain.train..", STUDY, "ai.djl..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(OBJECTIVE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.cobot.brain.train..", STUDY)
        .check(classes);
  }

  @Test
  void theRosClientStandsAlone() {
    noClasses()
        .that()
        .resideInAPackage(ROS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SIM, BRAIN, ACTION, NODE)
        .check(classes);
  }

  @Test
  void threadsAreStartedInFewPlaces() {
    noClasses()
        .that()
        .resideInAPackage("dev.cobot..")
        .and()
        .resideOutsideOfPackages(
            "dev.cobot.node.app..", "dev.cobot.node.cell..", "dev.cobot.node.batch..", ROS)
        .should()
        .callConstructor(Thread.class, Runnable.class)
        .orShould()
        .callConstructor(Thread.class, Runnable.class, String.class)
        .orShould()
        .callConstructor(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Executors.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Executor.class)
        .check(classes);
  }

  @Test
  void theGateKnowsNoModels() {
    noClasses()
        .that()
        .resideInAPackage("dev.cobot.action.safety..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            BRAIN,
            "dev.cobot.action.policy..",
            "dev.cobot.action.session..",
            "dev.cobot.action.decode..",
            "ai.djl..")
        .check(classes);
  }

  /** Another policy network touches three files and the one that opens it, and no data set. */
  @Test
  void fewKnowThePolicysTensors() {
    String network = "dev.cobot.action.policy.Policy(Net|Tokens)(\\$.*)?";
    noClasses()
        .that()
        .haveNameNotMatching(network)
        .and()
        .haveNameNotMatching(".*\\.(PolicyInputs|PolicyTraining|ChunkCodec|ActionPolicy)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(network)
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage("dev.cobot.action.demonstration..", "dev.cobot.node.dataset..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("dev.cobot.action.policy.(Policy|Chunk).*")
        .check(classes);
  }

  /** Whoever wants to know what happens listens; nobody calls it. */
  @Test
  void eventsKnowNoListener() {
    noClasses()
        .that()
        .resideInAPackage("dev.cobot.node.event..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.cobot.node.app..", "dev.cobot.node.cli..", ROS)
        .check(classes);
  }

  /** No arrow between packages runs back up. */
  @Test
  void packagesAreFreeOfCycles() {
    SlicesRuleDefinition.slices()
        .matching("dev.cobot.(**)")
        .should()
        .beFreeOfCycles()
        .check(classes);
  }
}
