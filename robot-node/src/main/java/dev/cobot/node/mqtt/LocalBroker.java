package dev.cobot.node.mqtt;

import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.web.AccessToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The broker that lives and ends with this runtime: on loopback alone, for two accounts, in memory.
 * The cell's password is a new one at each start and is written nowhere; the operator's is the
 * first line of a file that only its owner may read.
 */
public final class LocalBroker implements AutoCloseable {
  private static final String FOLDER = "runs/mqtt/embedded";
  private static final String OPERATOR = "controller";
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final MqttProfile profile;
  private final AccessToken cellPassword;
  private final String operator;
  private final Path passwordFile;
  private final BrokerMaker.Running running;

  private LocalBroker(
      MqttProfile profile,
      AccessToken cellPassword,
      String operator,
      Path passwordFile,
      BrokerMaker.Running running) {
    this.profile = profile;
    this.cellPassword = cellPassword;
    this.operator = operator;
    this.passwordFile = passwordFile;
    this.running = running;
  }

  /**
   * Starts the broker that a profile asks for.
   *
   * @throws IOException when this build has none, its port is taken or a file cannot be used
   */
  public static LocalBroker start(MqttProfile wanted) throws IOException {
    BrokerMaker maker = maker();
    requireFree(wanted.port());
    String operator = wanted.user().isEmpty() ? OPERATOR : wanted.user();
    if (operator.equals(wanted.cell())) {
      throw new IOException(
          "mqtt.user: got '"
              + operator
              + "', which is the cell's own account (mqtt.cell); give who commands another name");
    }
    Path file =
        wanted.passwordFile().isEmpty()
            ? generated(ProjectHome.kept(FOLDER).resolve(operator + ".password"))
            : ProjectHome.resolve(wanted.passwordFile());
    AccessToken cellPassword = AccessToken.random();
    BrokerAccess access =
        new BrokerAccess(
            new MqttTopics(wanted.site(), wanted.cell()),
            wanted.cell(),
            cellPassword,
            operator,
            password(file));
    try {
      BrokerMaker.Running running = maker.start(wanted.port(), access);
      return new LocalBroker(wanted.served(), cellPassword, operator, file, running);
    } catch (LinkageError e) {
      throw new IOException(missing(), e);
    }
  }

  private static BrokerMaker maker() throws IOException {
    try {
      Iterator<BrokerMaker> makers = ServiceLoader.load(BrokerMaker.class).iterator();
      if (makers.hasNext()) {
        return makers.next();
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      // A build without the profile after one with it leaves the name, but not what it needs.
      throw new IOException(missing(), e);
    }
    throw new IOException(missing());
  }

  private static String missing() {
    return "mqtt.broker: this build has no broker of its own; in a checkout build it once with:"
        + " COBOT_BUILD=-Pbroker launch/cobot info, or name a broker: --mqtt mqtts://host:8883";
  }

  private static void requireFree(int port) throws IOException {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      free.setReuseAddress(true);
    } catch (IOException e) {
      throw new IOException(
          "mqtt.broker: port "
              + port
              + " is taken on this machine; say another, as in --mqtt embedded:1884, or use the"
              + " broker that is there: --mqtt mqtt://127.0.0.1:"
              + port,
          e);
    }
  }

  /** Returns a file with a password, made now if there is none. */
  private static Path generated(Path file) throws IOException {
    if (Files.exists(file)) {
      return file;
    }
    Files.createDirectories(file.getParent());
    boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] own =
        isPosix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    Files.createFile(file, own);
    Files.writeString(file, AccessToken.random().secret() + "\n", StandardCharsets.US_ASCII);
    return file;
  }

  /** Reads a password, unless somebody else may read it, too. */
  private static AccessToken password(Path file) throws IOException {
    AccessToken password = AccessToken.read("mqtt.passwordFile", file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(
          "mqtt.passwordFile: others than its owner may use " + file + "; say: chmod 600 " + file);
    }
    return password;
  }

  /** Returns how the runtime reaches the broker. */
  MqttProfile profile() {
    return profile;
  }

  BrokerConnection.Credentials credentials() {
    return new BrokerConnection.Credentials(
        cellPassword.secret().getBytes(StandardCharsets.US_ASCII), null);
  }

  /** Returns where it is and who may come in, for a person; without the password. */
  public String words() {
    return profile.broker() + ", user " + operator + ", password in " + passwordFile;
  }

  @Override
  public void close() {
    running.close();
  }
}
