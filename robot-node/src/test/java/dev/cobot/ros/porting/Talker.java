package dev.cobot.ros.porting;

import dev.cobot.ros.AbstractNodeMain;
import dev.cobot.ros.CancellableLoop;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.GraphName;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.message.StringMessage;

public class Talker extends AbstractNodeMain {
  @Override
  public GraphName getDefaultNodeName() {
    return GraphName.of("tutorial/talker");
  }

  @Override
  public void onStart(ConnectedNode connectedNode) {
    Publisher<StringMessage> publisher = connectedNode.newPublisher("battery", StringMessage.class);
    connectedNode.executeCancellableLoop(
        new CancellableLoop() {
          private int percent;

          @Override
          protected void setup() {
            percent = 100;
          }

          @Override
          protected void loop() throws InterruptedException {
            publisher.publish(new StringMessage("battery at " + percent));
            percent--;
            Thread.sleep(100);
          }
        });
  }
}
