/**
 * A ROS 1 client over the JDK: node, topics, services, parameters, and an embedded master. Stock
 * ROS nodes and tools talk to it, and it to them, without any ROS installed on this side.
 *
 * <h2>A node</h2>
 *
 * <p>Names and shapes are those of rosjava; {@code robot-node/PORTING.md} tells what differs.
 *
 * <pre>{@code
 * public class Talker extends AbstractNodeMain {
 *   @Override
 *   public GraphName getDefaultNodeName() {
 *     return GraphName.of("talker");
 *   }
 *
 *   @Override
 *   public void onStart(ConnectedNode node) {
 *     Publisher<StringMessage> chatter = node.newPublisher("chatter", StringMessage.class);
 *     node.newSubscriber("commands", StringMessage.class).addMessageListener(chatter::publish);
 *     node.newServiceServer(
 *         "~stop", ServiceType.TRIGGER, request -> new TriggerResponse(true, "stopped"));
 *     double rateHz = node.getParameterTree().getDouble("~rate", 10);
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>{@link dev.cobot.ros.DefaultNodeMainExecutor} runs it and ends it with the process, {@link
 * dev.cobot.ros.RosRun} from a command line; {@link dev.cobot.ros.ConnectedNode#connect} gives a
 * node without either. {@link dev.cobot.ros.RosCore#newPrivate()} is a master, and so a graph of
 * its own, in the same process.
 *
 * <h2>What holds</h2>
 *
 * <ul>
 *   <li>Threads: all are daemons named {@code ros-...}. Listeners and service handlers run on
 *       threads of their own and may block, call services or close the node. Publishing never waits
 *       for a subscriber: each has a bounded queue that drops by its {@link
 *       dev.cobot.ros.QueueRule} and counts. Messages up to 16 KiB are written by the thread that
 *       publishes when nothing waits before them; one thread of the node writes everything else.
 *   <li>Buffers: an encoded message is one buffer for all subscribers; large ones are pooled
 *       outside of the heap, at most 64 MiB for the process. A decoded message owns its arrays,
 *       which are copies: a listener may keep it as long as it likes. Short texts and lists of
 *       texts that come again are the same objects again.
 *   <li>Links heal: a dropped link is tried again from 0.1 s doubling to 20 s; a restarted master
 *       is noticed within {@code masterPoll} and everything is registered again, while links to
 *       nodes that did not notice stay. A subscriber that takes nothing of what waits for it for
 *       {@code stallTimeout} is disconnected, and the kernel probes links that are silent.
 *   <li>Ending: {@code close()} unregisters everything, and waits a second at most for a master
 *       that does not answer. The executor does so on SIGINT and SIGTERM; others call it from a
 *       hook.
 *   <li>Safety: ROS 1 has no access control. Node and master listen on the loopback address unless
 *       told otherwise, and refuse what a web page in a browser sends. Everything read from the
 *       network has a size limit, and nothing is allocated because a peer announced it, but for the
 *       size of messages that the same link brought before. Who does not say who it is within
 *       {@code callTimeout} is cut off.
 *   <li>Times: stamps are those of the clock in use ({@code /clock} with {@code /use_sim_time});
 *       timeouts and the watch over the master use the monotonic clock.
 * </ul>
 */
package dev.cobot.ros;
