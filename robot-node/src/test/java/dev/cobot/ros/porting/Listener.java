package dev.cobot.ros.porting;

import dev.cobot.ros.AbstractNodeMain;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.GraphName;
import dev.cobot.ros.NodeLog;
import dev.cobot.ros.Subscriber;
import dev.cobot.ros.message.StringMessage;

public class Listener extends AbstractNodeMain {
  @Override
  public GraphName getDefaultNodeName() {
    return GraphName.of("tutorial/listener");
  }

  @Override
  public void onStart(ConnectedNode connectedNode) {
    NodeLog log = connectedNode.getLog();
    Subscriber<StringMessage> subscriber =
        connectedNode.newSubscriber("chatter", StringMessage.class);
    subscriber.addMessageListener(message -> log.info("I heard: \"" + message.data() + "\""));
  }
}
