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
    Publisher<StringMessage> publisher = connectedNode.newPublisher("chatter", StringMessage.class);
    connectedNode.executeCancellableLoop(
        new CancellableLoop() {
          private int sequenceNumber;

          @Override
          protected void setup() {
            sequenceNumber = 0;
          }

          @Override
          protected void loop() throws InterruptedException {
            publisher.publish(new StringMessage("Hello world! " + sequenceNumber));
            sequenceNumber++;
            Thread.sleep(100);
          }
        });
  }
}
