package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The surface is the one that users of rosjava know, name by name. */
class NodeApiTest {
  /** What must be there: return type, name, parameters. */
  private static void has(Class<?> type, String... signatures) {
    List<String> actual =
        Arrays.stream(type.getMethods()).map(NodeApiTest::signature).distinct().toList();
    for (String signature : signatures) {
      assertTrue(
          actual.contains(signature),
          () ->
              type.getSimpleName()
                  + " lacks '"
                  + signature
                  + "', it has "
                  + actual.stream().filter(other -> other.contains(nameOf(signature))).toList());
    }
  }

  private static String nameOf(String signature) {
    return signature.substring(signature.indexOf(' ') + 1, signature.indexOf('('));
  }

  private static String signature(Method method) {
    return String.format(
        Locale.ROOT,
        "%s %s(%s)",
        method.getReturnType().getSimpleName(),
        method.getName(),
        Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ")));
  }

  @Test
  void nodesStartAndEndAsInRosjava() {
    has(NodeMain.class, "GraphName getDefaultNodeName()");
    has(
        NodeListener.class,
        "void onStart(ConnectedNode)",
        "void onShutdown(Node)",
        "void onShutdownComplete(Node)",
        "void onError(Node, Throwable)");
    assertTrue(NodeListener.class.isAssignableFrom(NodeMain.class));
    assertTrue(NodeMain.class.isAssignableFrom(AbstractNodeMain.class));
    has(
        NodeMainExecutor.class,
        "void execute(NodeMain, NodeConfiguration)",
        "void execute(NodeMain, NodeConfiguration, Collection)",
        "void shutdownNodeMain(NodeMain)",
        "void shutdown()",
        "ScheduledExecutorService getScheduledExecutorService()");
    has(DefaultNodeMainExecutor.class, "NodeMainExecutor newDefault()");
    has(
        NodeConfiguration.class,
        "NodeConfiguration newPublic(String)",
        "NodeConfiguration newPublic(String, URI)",
        "NodeConfiguration newPrivate()",
        "NodeConfiguration newPrivate(URI)",
        "NodeConfiguration copyOf(NodeConfiguration)",
        "GraphName getNodeName()",
        "NodeConfiguration setNodeName(GraphName)",
        "NodeConfiguration setNodeName(String)",
        "URI getMasterUri()",
        "NodeConfiguration setMasterUri(URI)",
        "BindAddress getTcpRosBindAddress()",
        "NodeConfiguration setTcpRosBindAddress(BindAddress)",
        "BindAddress getXmlRpcBindAddress()",
        "NodeConfiguration setXmlRpcBindAddress(BindAddress)");
    has(
        RosCore.class,
        "RosCore newPrivate()",
        "RosCore newPrivate(int)",
        "RosCore newPublic(int)",
        "RosCore newPublic(String, int)",
        "void start()",
        "URI getUri()",
        "void shutdown()");
    has(CancellableLoop.class, "void run()", "void cancel()", "boolean isRunning()");
  }

  @Test
  void aNodeOffersWhatItDoesInRosjava() {
    has(
        Node.class,
        "GraphName getName()",
        "GraphName resolveName(GraphName)",
        "GraphName resolveName(String)",
        "NameResolver getResolver()",
        "URI getUri()",
        "URI getMasterUri()",
        "NodeLog getLog()",
        "void addListener(NodeListener)",
        "void removeListener(NodeListener)",
        "void executeCancellableLoop(CancellableLoop)",
        "ScheduledExecutorService getScheduledExecutorService()",
        "void shutdown()");
    has(
        ConnectedNode.class,
        "RosTime getCurrentTime()",
        "Publisher newPublisher(String, Class)",
        "Publisher newPublisher(GraphName, Class)",
        "Subscriber newSubscriber(String, Class)",
        "Subscriber newSubscriber(GraphName, Class)",
        "ServiceServer newServiceServer(String, ServiceType, ServiceResponseBuilder)",
        "ServiceServer newServiceServer(GraphName, ServiceType, ServiceResponseBuilder)",
        "ServiceClient newServiceClient(String, ServiceType)",
        "ServiceClient newServiceClient(GraphName, ServiceType)",
        "Optional getServiceServer(String)",
        "Optional lookupServiceUri(String)",
        "ParameterTree getParameterTree()");
    has(
        NodeLog.class,
        "void debug(Object)",
        "void info(Object)",
        "void warn(Object)",
        "void error(Object)",
        "void error(Object, Throwable)",
        "void fatal(Object)",
        "boolean isDebugEnabled()");
  }

  @Test
  void topicsServicesAndParametersAreUsedAsInRosjava() {
    has(
        Publisher.class,
        "GraphName getTopicName()",
        "String getTopicMessageType()",
        "void publish(RosMessage)",
        "void setLatchMode(boolean)",
        "boolean getLatchMode()",
        "boolean hasSubscribers()",
        "int getNumberOfSubscribers()",
        "void addListener(PublisherListener)",
        "void shutdown()");
    has(
        Subscriber.class,
        "GraphName getTopicName()",
        "String getTopicMessageType()",
        "Subscriber addMessageListener(MessageListener)",
        "Subscriber addMessageListener(MessageListener, int)",
        "Subscriber addMessageListener(MessageListener, QueueRule)",
        "boolean removeMessageListener(MessageListener)",
        "void removeAllMessageListeners()",
        "boolean getLatchMode()",
        "void shutdown()");
    has(MessageListener.class, "void onNewMessage(Object)");
    has(ServiceServer.class, "GraphName getName()", "URI getUri()", "void shutdown()");
    has(ServiceResponseBuilder.class, "RosMessage build(RosMessage)");
    has(
        ServiceClient.class,
        "GraphName getName()",
        "CompletableFuture call(RosMessage, Duration)",
        "void call(RosMessage, ServiceResponseListener)",
        "void shutdown()");
    has(ServiceResponseListener.class, "void onSuccess(Object)", "void onFailure(RosException)");
    has(
        ParameterTree.class,
        "boolean getBoolean(String)",
        "boolean getBoolean(String, boolean)",
        "int getInteger(String)",
        "int getInteger(String, int)",
        "double getDouble(String)",
        "double getDouble(String, double)",
        "String getString(String)",
        "String getString(String, String)",
        "List getList(String)",
        "List getList(String, List)",
        "Map getMap(String)",
        "Map getMap(String, Map)",
        "void set(String, Object)",
        "boolean has(String)",
        "boolean delete(String)",
        "Optional search(String)",
        "List getNames()",
        "ParameterWatch addParameterListener(String, ParameterListener)");
  }

  @Test
  void namesAreHandledAsInRosjava() {
    has(
        GraphName.class,
        "GraphName of(String)",
        "GraphName root()",
        "GraphName empty()",
        "GraphName newAnonymous()",
        "boolean isGlobal()",
        "boolean isRoot()",
        "boolean isPrivate()",
        "boolean isRelative()",
        "boolean isEmpty()",
        "GraphName getParent()",
        "GraphName getBasename()",
        "GraphName toRelative()",
        "GraphName toGlobal()",
        "GraphName join(GraphName)",
        "GraphName join(String)");
    has(
        NameResolver.class,
        "NameResolver newRoot()",
        "NameResolver newFromNamespace(GraphName)",
        "NameResolver newFromNamespace(String)",
        "NameResolver newFromRemappings(Map)",
        "NameResolver newFromNamespaceAndRemappings(GraphName, Map)",
        "GraphName resolve(GraphName)",
        "GraphName resolve(String)",
        "NameResolver newChild(GraphName)",
        "NameResolver newChild(String)",
        "GraphName getNamespace()",
        "Map getRemappings()");
  }

  @Test
  void everythingThatIsOpenCanBeClosed() {
    for (Class<?> type :
        List.of(
            Node.class,
            ConnectedNode.class,
            Publisher.class,
            Subscriber.class,
            ServiceServer.class,
            ServiceClient.class,
            ParameterWatch.class,
            ActionClient.class,
            ActionServer.class,
            RosCore.class,
            NodeMainExecutor.class)) {
      assertTrue(AutoCloseable.class.isAssignableFrom(type), type.getName());
    }
  }

  @Test
  void namesResolve() {
    NameResolver resolver =
        NameResolver.newFromNamespaceAndRemappings(
            GraphName.of("/cell"), Map.of(GraphName.of("a"), GraphName.of("/b")));
    assertEquals(GraphName.of("/b"), resolver.resolve("a"));
    assertEquals(GraphName.of("/b"), resolver.resolve("/cell/a"));
    assertEquals(GraphName.of("/cell/arm/x"), resolver.newChild("arm").resolve("x"));
    assertEquals(GraphName.of("/cell/arm"), GraphName.of("/cell/arm/x").getParent());
    assertEquals(GraphName.of("x"), GraphName.of("/cell/arm/x").getBasename());
    assertEquals(GraphName.of("/p"), GraphName.of("~p").toGlobal());
    assertEquals(GraphName.of("a/b"), GraphName.of("/a/b").toRelative());
    assertTrue(GraphName.root().isRoot() && GraphName.empty().isEmpty());
  }
}
