/**
 * Pictures for people: what the runtime saw and attended to, films of episodes, the contact sheets
 * of data sets. A film belongs to one episode's thread; everything else may be called from any.
 */
package dev.cobot.node.picture;
