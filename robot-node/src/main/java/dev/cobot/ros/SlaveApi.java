package dev.cobot.ros;

import java.util.ArrayList;
import java.util.List;

/**
 * What other nodes and the master may ask of a node; answers at once, work is done on other
 * threads.
 */
final class SlaveApi implements XmlRpcServer.Handler {
  private static final String TCPROS = "TCPROS";

  private final ConnectedNode node;

  SlaveApi(ConnectedNode node) {
    this.node = node;
  }

  @Override
  public Object handle(String method, List<Object> params) throws XmlRpcException {
    try {
      return dispatch(method, new Arguments(method, params));
    } catch (IllegalArgumentException e) {
      return List.of(-1, String.valueOf(e.getMessage()), 0);
    }
  }

  private Object dispatch(String method, Arguments args) throws XmlRpcException {
    return switch (method) {
      case "requestTopic" -> requestTopic(args.name(1), args.value(2));
      case "publisherUpdate" -> publisherUpdate(args.name(1), args.value(2));
      case "paramUpdate" -> paramUpdate(args.text(1));
      case "getPid" -> ok((int) ProcessHandle.current().pid());
      case "getUri" -> ok(node.getUri().toString());
      case "getName" -> ok(node.name());
      case "getMasterUri" -> ok(node.getMasterUri().toString());
      case "getPublications" -> ok(publications());
      case "getSubscriptions" -> ok(subscriptions());
      case "getBusInfo" -> ok(busInfo());
      case "getBusStats" -> ok(busStats());
      case "shutdown" -> shutdown(args.values().size() > 1 ? args.text(1) : "");
      default -> throw new XmlRpcException("method \"" + method + "\" is not supported");
    };
  }

  private static List<Object> ok(Object value) {
    return List.of(1, "", value);
  }

  private Object requestTopic(String topic, Object protocols) {
    if (node.publisher(topic) == null) {
      return List.of(-1, "node " + node.name() + " does not publish " + topic, 0);
    }
    if (protocols instanceof List<?> offers) {
      for (Object offer : offers) {
        if (offer instanceof List<?> protocol
            && !protocol.isEmpty()
            && TCPROS.equals(protocol.get(0))) {
          return List.of(
              1,
              "ready on " + node.config().getAdvertisedHost() + ":" + node.tcpRosPort(),
              List.of(TCPROS, node.config().getAdvertisedHost(), node.tcpRosPort()));
        }
      }
    }
    return List.of(0, "no supported protocol: node " + node.name() + " speaks TCPROS only", 0);
  }

  private Object publisherUpdate(String topic, Object publishers) {
    TopicInput<?> input = node.input(topic);
    if (input == null || !(publishers instanceof List<?> uris)) {
      return List.of(-1, "node " + node.name() + " does not subscribe to " + topic, 0);
    }
    input.updatePublishers(uris);
    return ok(0);
  }

  private Object paramUpdate(String key) {
    return node.parameterChanged(key.endsWith("/") ? key : key + "/")
        ? ok(0)
        : List.of(-1, "node " + node.name() + " does not watch " + key, 0);
  }

  private Object shutdown(String reason) {
    node.shutdownByPeer(reason);
    return List.of(1, "shutdown", 0);
  }

  private List<Object> publications() {
    List<Object> topics = new ArrayList<>();
    node.publishers()
        .forEach(publisher -> topics.add(List.of(publisher.topic(), publisher.type().name())));
    return topics;
  }

  private List<Object> subscriptions() {
    List<Object> topics = new ArrayList<>();
    node.inputs().forEach(input -> topics.add(List.of(input.topic(), input.type().name())));
    return topics;
  }

  private List<Object> busInfo() {
    List<Object> info = new ArrayList<>();
    for (Publisher<?> publisher : node.publishers()) {
      for (OutboundLink link : publisher.links()) {
        info.add(
            List.of(
                link.id(),
                link.subscriber(),
                "o",
                TCPROS,
                publisher.topic(),
                true,
                "TCPROS connection on port " + node.tcpRosPort() + " to [" + link.peer() + "]"));
      }
    }
    for (TopicInput<?> input : node.inputs()) {
      for (InboundLink<?> link : input.links()) {
        info.add(
            List.of(
                link.id(),
                link.publisher().toString(),
                "i",
                TCPROS,
                input.topic(),
                link.connected(),
                "TCPROS connection to [" + link.publisher() + "]"));
      }
    }
    return info;
  }

  private List<Object> busStats() {
    List<Object> published = new ArrayList<>();
    for (Publisher<?> publisher : node.publishers()) {
      List<Object> links = new ArrayList<>();
      int bytes = 0;
      for (OutboundLink link : publisher.links()) {
        bytes += clamp(link.bytesSent());
        links.add(List.of(link.id(), clamp(link.bytesSent()), clamp(link.messagesSent()), true));
      }
      published.add(List.of(publisher.topic(), bytes, links));
    }
    List<Object> subscribed = new ArrayList<>();
    for (TopicInput<?> input : node.inputs()) {
      List<Object> links = new ArrayList<>();
      for (InboundLink<?> link : input.links()) {
        links.add(List.of(link.id(), clamp(link.bytesReceived()), -1, link.connected()));
      }
      subscribed.add(List.of(input.topic(), links));
    }
    return List.of(published, subscribed, List.of());
  }

  /** XML-RPC has 32 bit integers only. */
  private static int clamp(long count) {
    return (int) Math.min(count, Integer.MAX_VALUE);
  }
}
