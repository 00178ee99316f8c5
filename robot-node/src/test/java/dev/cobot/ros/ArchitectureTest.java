package dev.cobot.ros;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
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
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cobot.ros",
              "dev.cobot.ros.message",
              "java..",
              "jdk.net",
              "javax.xml.stream..",
              "org.slf4j");

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
      classes().that().implement(RosMessage.class).should().beRecords().andShould().bePublic();
}
