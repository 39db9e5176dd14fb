/* Sizes in the picture, in its units (pixels at full size); flow/'s own. assets/flow.css says the same sizes of letters. */
#ifndef FLOW_SIZES_H
#define FLOW_SIZES_H

#define FLOW_HEAD 112 /* a lane's head */
#define FLOW_BOX_W 148
#define FLOW_BOX_H 86
#define FLOW_DIAMOND_H 92
#define FLOW_FORK 44
#define FLOW_ROUND 18 /* radius of circles */
#define FLOW_NAME_EM 13.0 /* letters of names */
#define FLOW_NAME_LINE 17
#define FLOW_NAME_FITS 10.2 /* em of a name in a box */
#define FLOW_ROUND_NAME_EM 9.0 /* em of a name below a circle */
#define FLOW_FORK_NAME_EM 7.0 /* of a fork's name, right above it: ways come and go at all four corners */
#define FLOW_FORK_NAME_X 12 /* from its middle */
#define FLOW_META_EM 11.5
#define FLOW_LABEL_EM 11.5
#define FLOW_LABEL_LINE 14

#endif
