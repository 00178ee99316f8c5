package dev.cobot.node.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The C++ peer: built once from its source with g++ against Debian's roscpp. */
public final class RoscppPeer {
  private static final List<String> LIBRARIES =
      List.of(
          "-lroscpp",
          "-lrosconsole",
          "-lroscpp_serialization",
          "-lrostime",
          "-lboost_thread",
          "-lboost_system",
          "-lpthread");

  private RoscppPeer() {}

  /**
   * Builds the peer when it is missing or older than its source.
   *
   * @param home the project's folder
   * @return the executable
   * @throws IOException when it cannot be built, with what the compiler says
   */
  public static Path build(Path home) throws IOException, InterruptedException {
    Path source = home.resolve("robot-node/src/bench/ros/peer.cpp");
    Path target = home.resolve("robot-node/target/roscpp_peer");
    if (Files.exists(target)
        && Files.getLastModifiedTime(target).compareTo(Files.getLastModifiedTime(source)) >= 0) {
      return target;
    }
    if (!Files.exists(Path.of("/usr/include/ros/ros.h"))) {
      throw new IOException(
          "roscpp is missing; run launch/test, or: apt-get install --no-install-recommends g++"
              + " libroscpp-dev libsensor-msgs-dev libstd-srvs-dev");
    }
    Files.createDirectories(target.getParent());
    // Under another name first: two builds at once do not run each other's half.
    Path built = Files.createTempFile(target.getParent(), "roscpp_peer", ".part");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("g++", "-O2", "-std=c++14", "-Wno-deprecated-declarations"));
    command.addAll(List.of(source.toString(), "-o", built.toString()));
    command.addAll(LIBRARIES);
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (compiler.waitFor() != 0) {
      throw new IOException("the roscpp peer cannot be built: " + output);
    }
    Files.move(built, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    return target;
  }
}
