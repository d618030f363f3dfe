"""A small site that signs people in by Flask and Authlib, as their documentation shows it.

The environment says what it is: ISSUER, CLIENT_ID, CLIENT_SECRET, PORT.
"""

import os

from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify, redirect, request

issuer = os.environ["ISSUER"]
port = int(os.environ["PORT"])
origin = f"http://localhost:{port}"

app = Flask(__name__)
app.secret_key = os.urandom(16)
kept = {}


def keep(name, token, refresh_token=None, access_token=None):
    kept["token"] = token


oauth = OAuth(app, update_token=keep)
bell = oauth.register(
    "bell",
    server_metadata_url=f"{issuer}/.well-known/openid-configuration",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    client_kwargs={"scope": "openid profile email offline_access", "code_challenge_method": "S256"},
)


@app.get("/login")
def login():
    # A refresh token is asked for by offline_access, and only with prompt=consent (OpenID Connect Core, section 11).
    kept["asked"] = request.args.to_dict()
    return bell.authorize_redirect(f"{origin}/callback", prompt="consent", **kept["asked"])


@app.get("/callback")
def callback():
    # The token is for whom the token request names, or for AuthBell itself (RFC 8707, section 2.2).
    resource = {name: kept["asked"][name] for name in kept["asked"] if name == "resource"}
    kept["token"] = bell.authorize_access_token(**resource)
    return jsonify(kept["token"]["userinfo"])


@app.get("/userinfo")
def userinfo():
    return jsonify(bell.userinfo(token=kept["token"]))


@app.get("/refresh")
def refresh():
    """Calls as if the access token had expired: Authlib gets a new one first."""
    old = dict(kept["token"])
    kept["token"] = {**old, "expires_at": 1}
    called = bell.get(request.args["call"], token=kept["token"])
    renewed = kept["token"]["access_token"] != old["access_token"]
    rotated = kept["token"]["refresh_token"] != old["refresh_token"]
    return jsonify(status=called.status_code, renewed=renewed, rotated=rotated)


@app.get("/call")
def call():
    called = bell.get(request.args["call"], token=kept["token"])
    return jsonify(status=called.status_code, code=called.json().get("code"))


@app.get("/logout")
def logout():
    metadata = bell.load_server_metadata()
    hint = kept["token"]["id_token"]
    return redirect(f"{metadata['end_session_endpoint']}?id_token_hint={hint}&post_logout_redirect_uri={origin}/")


@app.get("/")
def home():
    return "Harbour radio"


app.run(host="127.0.0.1", port=port)
