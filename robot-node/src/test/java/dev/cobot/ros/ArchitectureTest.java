package dev.cobot.ros;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.cobot.ros.message.DynamicMessage;
import dev.cobot.ros.message.RosMessage;

/**
 * The ROS client stands on the JDK and the logging interface alone, so that it can be used outside
 * of Cobot.
 */
@AnalyzeClasses(packages = "dev.cobot.ros", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule STANDS_ALONE =
      classes()
          .that()
          .resideOutsideOfPackage("dev.cobot.ros.bag")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cobot.ros",
              "dev.cobot.ros.message",
              "java..",
              "javax.lang.model..",
              "jdk.net",
              "javax.xml.stream..",
              "org.slf4j");

  /** Bags are files alone: they know definitions but no node, and libraries that compress. */
  @ArchTest
  static final ArchRule BAGS_STAND_ALONE =
      classes()
          .that()
          .resideInAPackage("dev.cobot.ros.bag")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cobot.ros.bag",
              "dev.cobot.ros.message",
              "java..",
              "io.airlift.compress..",
              "org.apache.commons.compress..",
              "org.apache.commons.codec..");

  @ArchTest
  static final ArchRule MESSAGES_KNOW_NO_SOCKETS =
      noClasses()
          .that()
          .resideInAPackage("dev.cobot.ros.message")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.cobot.ros", "java.net");

  @ArchTest
  static final ArchRule MESSAGES_ARE_RECORDS =
      classes()
          .that()
          .implement(RosMessage.class)
          .and()
          .doNotBelongToAnyOf(DynamicMessage.class)
          .should()
          .beRecords()
          .andShould()
          .bePublic();
}
