// A roscpp node in several roles: the peer that our client is measured and tested against.
// Built by RoscppPeer.java; the rospy peer beside it and RosPeer.java play the same roles.
#include <ros/callback_queue.h>
#include <ros/ros.h>
#include <sensor_msgs/Image.h>
#include <std_msgs/Empty.h>
#include <std_msgs/String.h>
#include <std_srvs/SetBool.h>
#include <std_srvs/Trigger.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

const ros::TransportHints kNoDelay = ros::TransportHints().tcpNoDelay();
const int kImageBytes = 921600;

int64_t nanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int number(int argc, char** argv, int index) {
  if (index >= argc) {
    std::fprintf(stderr, "peer: argument %d is missing\n", index);
    std::exit(2);
  }
  return std::atoi(argv[index]);
}

// Begins an exchange, again when nothing comes back: a peer may count as connected before it listens.
template <typename Begin>
void begin(Begin first, const int& seen) {
  while (ros::ok() && seen == 0) {
    first();
    for (int i = 0; ros::ok() && seen == 0 && i < 200; i++) {
      ros::getGlobalCallbackQueue()->callAvailable(ros::WallDuration(0.01));
    }
  }
  ros::spin();
}

// Sends back every /ping as /pong.
int echo(ros::NodeHandle& node) {
  ros::Publisher pong = node.advertise<std_msgs::String>("/pong", 10);
  ros::Subscriber ping = node.subscribe<std_msgs::String>(
      "/ping", 10, [&](const std_msgs::String::ConstPtr& m) { pong.publish(m); },
      ros::VoidConstPtr(), kNoDelay);
  ros::spin();
  return 0;
}

// One message in flight; prints the time of each round trip in nanoseconds.
int ping(ros::NodeHandle& node, int warmUp, int count) {
  std::vector<int64_t> times;
  times.reserve(count);
  std_msgs::String message;
  message.data = std::string(60, 'x');  // 64 bytes with the length
  ros::Publisher out = node.advertise<std_msgs::String>("/ping", 10);
  int64_t sent = 0;
  int seen = 0;
  ros::Subscriber in = node.subscribe<std_msgs::String>(
      "/pong", 10,
      [&](const std_msgs::String::ConstPtr&) {
        int64_t now = nanos();
        if (++seen > warmUp) {
          times.push_back(now - sent);
        }
        if (seen == warmUp + count) {
          ros::shutdown();
          return;
        }
        sent = nanos();
        out.publish(message);
      },
      ros::VoidConstPtr(), kNoDelay);
  while (ros::ok() && (out.getNumSubscribers() == 0 || in.getNumPublishers() == 0)) {
    ros::WallDuration(0.01).sleep();
  }
  begin(
      [&]() {
        sent = nanos();
        out.publish(message);
      },
      seen);
  for (int64_t time : times) {
    std::printf("%lld\n", static_cast<long long>(time));
  }
  return 0;
}

// Publishes images for ever, so many at most that were not acknowledged.
int source(ros::NodeHandle& node, int window) {
  sensor_msgs::Image image;
  image.header.frame_id = "camera_optical";
  image.height = 480;
  image.width = 640;
  image.encoding = "rgb8";
  image.step = 640 * 3;
  image.data.resize(kImageBytes, 7);
  ros::Publisher out = node.advertise<sensor_msgs::Image>("/image", window);
  int acknowledged = 0;
  auto send = [&]() {
    image.header.stamp = ros::Time::now();
    out.publish(image);
  };
  ros::Subscriber in = node.subscribe<std_msgs::Empty>(
      "/ack", 100,
      [&](const std_msgs::Empty::ConstPtr&) {
        acknowledged = 1;
        send();
      },
      ros::VoidConstPtr(), kNoDelay);
  while (ros::ok() && (out.getNumSubscribers() == 0 || in.getNumPublishers() == 0)) {
    ros::WallDuration(0.01).sleep();
  }
  begin(
      [&]() {
        for (int i = 0; i < window; i++) {
          send();
        }
      },
      acknowledged);
  return 0;
}

// Acknowledges each image; prints how many nanoseconds so many took after the warm-up.
int sink(ros::NodeHandle& node, int warmUp, int count) {
  ros::Publisher out = node.advertise<std_msgs::Empty>("/ack", 100);
  int seen = 0;
  int64_t begun = 0;
  ros::Subscriber in = node.subscribe<sensor_msgs::Image>(
      "/image", 10,
      [&](const sensor_msgs::Image::ConstPtr& m) {
        if (m->data.size() != static_cast<size_t>(kImageBytes) || m->data[kImageBytes - 1] != 7) {
          std::fprintf(stderr, "peer: a damaged image\n");
          std::exit(1);
        }
        if (++seen == warmUp) {
          begun = nanos();
        } else if (seen == warmUp + count) {
          std::printf("%lld\n", static_cast<long long>(nanos() - begun));
          ros::shutdown();
          return;
        }
        out.publish(std_msgs::Empty());
      },
      ros::VoidConstPtr(), kNoDelay);
  ros::spin();
  return 0;
}

// Prints each string of /chatter; ends after so many.
int listen(ros::NodeHandle& node, int count) {
  int seen = 0;
  ros::Subscriber in = node.subscribe<std_msgs::String>(
      "/chatter", 1000,
      [&](const std_msgs::String::ConstPtr& m) {
        std::printf("%s\n", m->data.c_str());
        std::fflush(stdout);
        if (++seen == count) {
          ros::shutdown();
        }
      },
      ros::VoidConstPtr(), kNoDelay);
  ros::spin();
  return 0;
}

// Latches one string on /latched, and counts on /chatter at 50 Hz.
int talk(ros::NodeHandle& node) {
  ros::Publisher latched = node.advertise<std_msgs::String>("/latched", 1, true);
  ros::Publisher chatter = node.advertise<std_msgs::String>("/chatter", 1000);
  std_msgs::String message;
  message.data = "kept";
  latched.publish(message);
  ros::WallRate rate(50);
  for (int i = 0; ros::ok(); i++) {
    if (chatter.getNumSubscribers() > 0) {
      message.data = std::to_string(i);
      chatter.publish(message);
    }
    ros::spinOnce();
    rate.sleep();
  }
  return 0;
}

// Offers /switch, which answers with what it was told, and /count, whose every third call fails.
int serve(ros::NodeHandle& node) {
  int calls = 0;
  boost::function<bool(std_srvs::SetBool::Request&, std_srvs::SetBool::Response&)> toggle =
      [](std_srvs::SetBool::Request& q, std_srvs::SetBool::Response& s) {
        s.success = true;
        s.message = q.data ? "on" : "off";
        return true;
      };
  boost::function<bool(std_srvs::Trigger::Request&, std_srvs::Trigger::Response&)> count =
      [&](std_srvs::Trigger::Request&, std_srvs::Trigger::Response& s) {
        s.success = true;
        s.message = std::to_string(++calls);
        return calls % 3 != 0;
      };
  ros::ServiceServer toggles = node.advertiseService("/switch", toggle);
  ros::ServiceServer counts = node.advertiseService("/count", count);
  ros::spin();
  return 0;
}

// Calls /count over one persistent connection and once for itself; prints the answers.
int call(ros::NodeHandle& node, int count) {
  ros::service::waitForService("/count");
  std_srvs::Trigger trigger;
  ros::ServiceClient persistent = node.serviceClient<std_srvs::Trigger>("/count", true);
  for (int i = 0; i < count; i++) {
    std::printf("%s\n", persistent.call(trigger) ? trigger.response.message.c_str() : "failed");
  }
  ros::ServiceClient once = node.serviceClient<std_srvs::Trigger>("/count");
  std::printf("%s\n", once.call(trigger) ? trigger.response.message.c_str() : "failed");
  return 0;
}

// Sets and reads parameters; prints what it finds.
int parameters(ros::NodeHandle& node) {
  node.setParam("/peer/rate", 12.5);
  node.setParam("/peer/names", std::vector<std::string>{"a", "b"});
  std::string text;
  int number = 0;
  bool flag = false;
  double real = 0;
  bool all = node.getParam("/ours/text", text) && node.getParam("/ours/number", number) &&
             node.getParam("/ours/flag", flag) && node.getParam("/ours/real", real);
  std::printf("%s %s %d %d %g %d\n", all ? "all" : "missing", text.c_str(), number, flag ? 1 : 0, real,
              node.hasParam("/ours/none") ? 1 : 0);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  ros::init(argc, argv, "roscpp_peer", ros::init_options::AnonymousName);
  if (argc < 2) {
    std::fprintf(stderr, "peer: a role is missing\n");
    return 2;
  }
  ros::NodeHandle node;
  std::string role = argv[1];
  if (role == "echo") return echo(node);
  if (role == "ping") return ping(node, number(argc, argv, 2), number(argc, argv, 3));
  if (role == "source") return source(node, number(argc, argv, 2));
  if (role == "sink") return sink(node, number(argc, argv, 2), number(argc, argv, 3));
  if (role == "listen") return listen(node, number(argc, argv, 2));
  if (role == "talk") return talk(node);
  if (role == "serve") return serve(node);
  if (role == "call") return call(node, number(argc, argv, 2));
  if (role == "parameters") return parameters(node);
  std::fprintf(stderr, "peer: no role '%s'\n", role.c_str());
  return 2;
}
