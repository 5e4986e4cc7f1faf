// tfjs's own gradients, bundled by tools/build-gradients.mjs; importing core registers them.
import './generated/gradients';
