package dev.cobot.node.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.DashboardProfile;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.Command;
import dev.cobot.node.web.WebServer;
import dev.cobot.ros.Mutations;
import dev.cobot.sim2real.calibration.Verdict;
import dev.cobot.sim2real.calibration.session.CalibrationKind;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page's server over real sockets, before a desk that writes down what is asked of it. */
@Timeout(120)
class DashboardTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final World WORLD = world();

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private Dashboard dashboard;
  private String host;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : open) {
      part.close();
    }
  }

  private static World world() {
    try {
      return World.load(ProjectHome.resolve("worlds/factory_table.world"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private Dashboard open(DashboardProfile profile) throws Exception {
    Profile shipped = ProfileReader.shipped();
    return Dashboard.open(
        profile,
        World.load(ProjectHome.resolve(shipped.world())),
        shipped.gate(),
        folder.resolve("sessions.db"),
        List.of());
  }

  private void start(String bind, String tokenFile) throws Exception {
    int port = freePort();
    dashboard = open(new DashboardProfile(port, bind, List.of(), tokenFile));
    open.add(dashboard);
    host = "127.0.0.1:" + port;
    Thread thread =
        new Thread(
            dashboard.serving(
                new DashboardDesk() {
                  @Override
                  public boolean offer(Command command) {
                    synchronized (asked) {
                      asked.add("say " + command.text());
                    }
                    return !command.text().equals("too much");
                  }

                  @Override
                  public void stop(String why) {
                    synchronized (asked) {
                      asked.add("stop");
                    }
                  }

                  @Override
                  public void reset() {
                    synchronized (asked) {
                      asked.add("reset");
                    }
                  }
                }));
    thread.setDaemon(true);
    thread.start();
    tell("nothing has happened");
  }

  private void start() throws Exception {
    start("127.0.0.1", "");
  }

  private void tell(String detail) {
    dashboard.on(
        new CellEvent.Status(
            new CellStatus(
                CellStatus.Mode.STOPPED,
                1,
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.of(detail))));
  }

  private List<String> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  private String token() {
    return dashboard.link().replaceFirst(".*#token=", "");
  }

  /** What comes over one line. */
  private static final class Line implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<JsonNode> came = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();
    private WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        try {
          came.add(JSON.readTree(parts.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        parts.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String why) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(-1);
    }

    void send(String message) {
      socket.sendText(message, true).join();
    }

    JsonNode next(String topic) throws InterruptedException {
      while (true) {
        JsonNode message = came.poll(60, TimeUnit.SECONDS);
        assertTrue(message != null, "no message about " + topic);
        if (message.path("topic").asText().equals(topic)) {
          return message;
        }
      }
    }

    int closeCode() throws Exception {
      return closed.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  private Line line(String origin) {
    Line line = new Line();
    line.socket =
        HTTP.newWebSocketBuilder()
            .header("Origin", origin)
            .buildAsync(URI.create("ws://" + host + PageServer.LINE), line)
            .join();
    open.add(line);
    return line;
  }

  private Line greeted(String token) {
    Line line = line("http://" + host);
    line.send(
        token == null ? "{\"ask\":\"hello\"}" : "{\"ask\":\"hello\",\"token\":\"" + token + "\"}");
    return line;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://" + host + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void thePageHasAStrictPolicyAndEveryFileThatItNames() throws Exception {
    start();
    HttpResponse<String> page = get("/");
    assertEquals(200, page.statusCode());
    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"));
    assertFalse(policy.contains("unsafe") || policy.contains("http"), policy);
    assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElseThrow());
    assertEquals(Optional.empty(), page.headers().firstValue("Server"));
    assertFalse(page.body().contains("://"), "no other host is named");
    List<String> files = new ArrayList<>(List.of("words.en.json", "words.de.json"));
    for (String named : List.of("href=\"([a-z.]+)\"", "src=\"([a-z.]+)\"")) {
      Pattern.compile(named).matcher(page.body()).results().forEach(m -> files.add(m.group(1)));
    }
    Pattern.compile("from \"\\./([a-z.]+)\"")
        .matcher(get("/main.js").body())
        .results()
        .forEach(m -> files.add(m.group(1)));
    assertTrue(files.size() > 9, files.toString());
    for (String file : files) {
      assertEquals(200, get("/" + file).statusCode(), file);
    }
    for (String path : List.of("/nothing", "/index.html/..", "/%2e%2e/Dashboard.class")) {
      HttpResponse<String> answer = get(path);
      assertTrue(answer.statusCode() >= 400, path);
      assertTrue(
          answer.headers().firstValue("Content-Security-Policy").isPresent()
              || answer.statusCode() == 400,
          path);
    }
  }

  @Test
  void bothLanguagesSayTheSameThings() throws Exception {
    start();
    List<String> english = new ArrayList<>();
    JSON.readTree(get("/words.en.json").body()).fieldNames().forEachRemaining(english::add);
    List<String> german = new ArrayList<>();
    JSON.readTree(get("/words.de.json").body()).fieldNames().forEachRemaining(german::add);
    assertEquals(english, german);
  }

  @Test
  void anotherHostOrOriginIsTurnedAway() throws Exception {
    start();
    int port = URI.create("http://" + host).getPort();
    for (String name : List.of("evil.example", "127.0.0.1.evil.example:" + port)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket
            .getOutputStream()
            .write(
                ("GET / HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
        assertFalse(answer.contains("<html"), answer);
      }
    }
    for (String origin : List.of("http://evil.example", "null", "http://localhost:1")) {
      CompletionException refused =
          assertThrows(CompletionException.class, () -> line(origin), origin);
      assertTrue(refused.getCause() instanceof WebSocketHandshakeException, origin);
    }
  }

  @Test
  void withoutTheTokenOneLooksAndStopsAndNothingElse() throws Exception {
    start();
    for (String token : new String[] {null, "", "wrong", token() + "x", token().substring(1)}) {
      Line line = greeted(token);
      JsonNode you = line.next("you");
      assertFalse(you.path("mayCommand").asBoolean());
      assertEquals(token != null, you.path("wrongToken").asBoolean());
      assertEquals("nothing has happened", line.next("status").path("gateStop").asText());
      for (String ask : List.of("{\"ask\":\"say\",\"text\":\"turn\"}", "{\"ask\":\"reset\"}")) {
        line.send(ask);
        assertEquals("token", line.next("reply").path("reason").asText());
      }
      assertEquals(List.of(), asked());
    }
    Line line = greeted(null);
    line.next("you");
    line.send("{\"ask\":\"stop\"}");
    while (asked().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertEquals(List.of("stop"), asked());
  }

  @Test
  void withTheTokenItIsAskedAndEachBrowserHearsOfIt() throws Exception {
    start();
    Line one = greeted(token());
    Line other = greeted(null);
    assertTrue(one.next("you").path("mayCommand").asBoolean());
    assertEquals("factory_table", other.next("cell").path("world").asText());
    other.next("status");
    one.next("status");
    one.send("{\"ask\":\"say\",\"text\":\" turn \"}");
    one.send("{\"ask\":\"reset\"}");
    one.send("{\"ask\":\"say\",\"text\":\"too much\"}");
    assertEquals("busy", one.next("reply").path("reason").asText());
    assertEquals(List.of("say turn", "reset", "say too much"), asked());
    tell("news");
    assertEquals("news", one.next("status").path("gateStop").asText());
    assertEquals("news", other.next("status").path("gateStop").asText());
    assertEquals("2", dashboard.health().orElseThrow().values().get("browsers"));
  }

  @Test
  void whoComesIsToldOfTheCalibrationsThatAreKept() throws Exception {
    KeptCalibrationsTest.keep(
        folder.resolve("sessions.db"), "may", CalibrationKind.TABLE, Verdict.OK, 0.004);
    start();
    for (int browser = 0; browser < 2; browser++) {
      JsonNode runs = greeted(null).next("calibration").path("runs");
      assertEquals(List.of("may"), runs.findValuesAsText("session"));
    }
  }

  @Test
  void aLineThatDoesNotBeginWithHelloIsClosed() throws Exception {
    start();
    Line line = line("http://" + host);
    line.send("{\"ask\":\"stop\"}");
    assertEquals(WebServer.POLICY, line.closeCode());
    assertEquals(List.of(), asked());
  }

  @Test
  void whatIsTooLargeOrMalformedHarmsNothing() throws Exception {
    start();
    Line large = greeted(token());
    large.send("{\"ask\":\"say\",\"text\":\"" + "x".repeat(2 * PageRequest.MAX_BYTES) + "\"}");
    assertEquals(1009, large.closeCode());
    Line binary = greeted(token());
    binary.socket.sendBinary(ByteBuffer.wrap(new byte[1]), true).join();
    assertEquals(WebServer.POLICY, binary.closeCode());

    Random random = new Random(3);
    byte[] right = "{\"ask\":\"reset\",\"ask\":\"say\"}".getBytes(StandardCharsets.US_ASCII);
    Line line = greeted(token());
    for (int i = 0; i < 2000; i++) {
      line.send(new String(Mutations.of(right, random), StandardCharsets.ISO_8859_1));
    }
    line.send("{\"ask\":\"say\",\"text\":\"turn\"}");
    while (!asked().contains("say turn")) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertEquals(List.of("say turn"), asked());
    assertEquals("malformed", line.next("reply").path("reason").asText());
  }

  /** One connection that takes nothing, beside one that reads. */
  @Test
  void aBrowserThatReadsNothingHoldsNobody() throws Exception {
    start();
    Socket stuck = new Socket();
    open.add(stuck);
    stuck.setReceiveBufferSize(4096);
    stuck.connect(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), URI.create("http://" + host).getPort()));
    stuck
        .getOutputStream()
        .write(
            ("GET /line HTTP/1.1\r\nHost: "
                    + host
                    + "\r\nOrigin: http://"
                    + host
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                    + "\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[12];
    assertEquals(12, stuck.getInputStream().readNBytes(answer, 0, 12));
    assertEquals("HTTP/1.1 101", new String(answer, StandardCharsets.US_ASCII));
    byte[] hello = "{\"ask\":\"hello\"}".getBytes(StandardCharsets.US_ASCII);
    // One text frame with a mask of zeros.
    stuck
        .getOutputStream()
        .write(new byte[] {(byte) 0x81, (byte) (0x80 | hello.length), 0, 0, 0, 0});
    stuck.getOutputStream().write(hello);

    Line reader = greeted(null);
    reader.next("you");
    RobotModel robot = WORLD.robot().model();
    CameraModel camera =
        new CameraModel(WORLD.camera().intrinsics(), WORLD.camera().tableFromCamera());
    byte[] noise =
        new byte[3 * camera.intrinsics().widthPixels() * camera.intrinsics().heightPixels()];
    long stamp = 0;
    while (dashboard.health().orElseThrow().values().get("dropped messages").equals("0")) {
      new Random(++stamp).nextBytes(noise);
      dashboard.sensed(
          new ArmState(
              robot.armJointNames(),
              new double[robot.armJointNames().size()],
              new double[robot.armJointNames().size()],
              0.05,
              0,
              1_000_000_000L * stamp),
          List.of(new CameraFrame(1_000_000_000L * stamp, camera, noise.clone())));
      TimeUnit.MILLISECONDS.sleep(20);
    }
    while (reader.next("arm").path("stampSeconds").asDouble() < stamp) {
      // What came before the newest.
    }
    assertEquals("2", dashboard.health().orElseThrow().values().get("browsers"));
  }

  @Test
  void moreBrowsersThanThereIsRoomForAreTurnedAway() throws Exception {
    start();
    for (int i = 0; i < PageServer.MAX_VIEWERS; i++) {
      greeted(null).next("you");
    }
    assertEquals(WebServer.TRY_LATER, line("http://" + host).closeCode());
  }

  @Test
  void fromAnotherMachineLookingTakesTheTokenToo() throws Exception {
    start("0.0.0.0", "");
    Line without = greeted(null);
    assertEquals(WebServer.POLICY, without.closeCode());
    assertTrue(without.came.stream().allMatch(m -> m.path("topic").asText().equals("reply")));
    assertEquals(1008, greeted("wrong").closeCode());
    assertTrue(greeted(token()).next("you").path("mayCommand").asBoolean());
  }

  @Test
  void aTokenFromAFileIsNotPartOfTheLinkAndAShortOneIsRefused() throws Exception {
    Path file = folder.resolve("token");
    Files.writeString(file, "0123456789abcdef-of-mine\nanother line\n");
    start("127.0.0.1", file.toString());
    assertFalse(dashboard.link().contains("of-mine"), dashboard.link());
    assertTrue(dashboard.link().contains(file.toString()), dashboard.link());
    assertTrue(greeted("0123456789abcdef-of-mine").next("you").path("mayCommand").asBoolean());
    for (String wrong :
        List.of("", "short-secret", "a secret with blanks in it", "x".repeat(999))) {
      Files.writeString(file, wrong + "\n");
      String message =
          assertThrows(
                  IOException.class,
                  () ->
                      open(
                          new DashboardProfile(
                              freePort(), "127.0.0.1", List.of(), file.toString())))
              .getMessage();
      assertTrue(message.contains("dashboard.tokenFile"), message);
      assertFalse(message.contains("secret"), message);
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String message =
          assertThrows(
                  IOException.class,
                  () ->
                      open(new DashboardProfile(taken.getLocalPort(), "127.0.0.1", List.of(), "")))
              .getMessage();
      assertTrue(message.contains("port " + taken.getLocalPort()), message);
      assertTrue(message.contains("taken") && message.contains("--dashboard PORT"), message);
    }
  }
}
